import type { Entry } from '../model/transcript.ts'
import type { WidgetModel } from '../model/widget-model.ts'
import { RichText } from './rich-text.tsx'

/** One utterance. While words are still coming the text grows in place, and nobody is read half of it. */
export function Bubble({
  model,
  entry,
  isFirstOfAuthor,
}: {
  model: WidgetModel
  entry: Entry
  isFirstOfAuthor: boolean
}) {
  const { message, delivery } = entry
  const strings = model.strings.value
  if (message.author === 'system') {
    return (
      <p class="system" dir="auto">
        {message.text}
      </p>
    )
  }
  const author = {
    customer: strings.you,
    ava: model.personaName.value,
    staff: message.authorName ?? strings.theTeam,
  }[message.author]
  const notes = [
    message.isInterrupted && strings.interrupted,
    delivery === 'sending' && strings.sending,
    delivery === 'failed' && strings.notSent,
  ].filter(Boolean)
  return (
    <article class={`turn ${message.author}`} aria-label={author} aria-busy={!message.isFinal || undefined}>
      {isFirstOfAuthor && message.author === 'staff' && <p class="author">{author}</p>}
      <div class={message.isFinal ? 'bubble' : 'bubble growing'} dir="auto">
        <RichText text={message.text || '…'} />
        {message.isInterrupted && ' …'}
      </div>
      {notes.length > 0 && <p class="note">{notes.join(' · ')}</p>}
    </article>
  )
}
