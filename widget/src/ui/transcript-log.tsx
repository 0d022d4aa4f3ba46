import { useLayoutEffect, useRef } from 'preact/hooks'
import { areChoicesOpen, type Entry } from '../model/transcript.ts'
import type { WidgetModel } from '../model/widget-model.ts'
import { Bubble } from './bubble.tsx'
import { CardView } from './card-view.tsx'

/** Within this many pixels of the end the reader is at the end, and is kept there. */
const AT_END_PX = 48

/** The conversation. Silent for screen readers: the live region says each finished message once. */
export function TranscriptLog({ model }: { model: WidgetModel }) {
  const log = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const strings = model.strings.value
  const transcript = model.conversation.transcript.value
  const isOpen = model.isOpen.value
  const isThinking = model.conversation.activity.value === 'thinking' && model.call.phase.value === 'none'

  useLayoutEffect(() => {
    const element = log.current
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight
  }, [transcript, isOpen, isThinking, model.notice.value, model.call.phase.value])

  const noteWhereReaderIs = ({ currentTarget: element }: { currentTarget: HTMLDivElement }) => {
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX
  }
  return (
    <div
      ref={log}
      class="log"
      role="log"
      aria-live="off"
      aria-label={strings.conversation}
      tabIndex={0}
      onScroll={noteWhereReaderIs}
    >
      {transcript.map((entry, index) => (
        <Turn
          key={entry.key}
          model={model}
          entry={entry}
          previous={transcript[index - 1]}
          isOpen={areChoicesOpen(transcript, entry)}
        />
      ))}
      {isThinking && (
        <p class="system">{strings.isTyping(model.conversation.withName.value ?? model.personaName.value)}</p>
      )}
      {model.conversation.state.value === 'ended' && <p class="system">{strings.ended}</p>}
      {model.conversation.state.value === 'locked' && <p class="system">{strings.locked}</p>}
    </div>
  )
}

function Turn({
  model,
  entry,
  previous,
  isOpen,
}: {
  model: WidgetModel
  entry: Entry
  previous: Entry | undefined
  isOpen: boolean
}) {
  return (
    <>
      <Bubble model={model} entry={entry} isFirstOfAuthor={previous?.message.author !== entry.message.author} />
      {entry.cards.map((card) => (
        <CardView
          key={card.kind}
          card={card}
          isOpen={isOpen}
          strings={model.strings.value}
          choose={(text) => model.send(text)}
        />
      ))}
    </>
  )
}
