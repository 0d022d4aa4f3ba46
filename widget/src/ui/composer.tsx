import { useLayoutEffect, useRef } from 'preact/hooks'
import type { WidgetModel } from '../model/widget-model.ts'
import { Icon } from './icon.tsx'

/** Type, or talk. Enter sends, Shift+Enter makes a line. */
export function Composer({ model }: { model: WidgetModel }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const strings = model.strings.value
  const draft = model.draft.value
  const isInCall = model.call.phase.value !== 'none'
  const isHidden = isInCall && !model.isTypingInCall.value
  const wanted = model.composerWanted.value

  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [draft, isHidden])
  useLayoutEffect(() => {
    if (wanted > 0) field.current?.focus()
  }, [wanted])

  if (isHidden) return null
  if (model.conversation.state.value === 'ended') {
    return (
      <div class="composer">
        <button type="button" class="wide-button" onClick={() => model.startOver()}>
          <Icon name="startOver" />
          <span>{strings.startOver}</span>
        </button>
      </div>
    )
  }
  const submit = (event: Event) => {
    event.preventDefault()
    if (model.send(draft)) model.draft.value = ''
  }
  const keyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter belongs to it.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event)
  }
  return (
    <form class="composer" onSubmit={submit}>
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          value={draft}
          aria-label={strings.composer}
          placeholder={strings.placeholder}
          dir="auto"
          enterkeyhint="send"
          onInput={({ currentTarget }) => (model.draft.value = currentTarget.value)}
          onKeyDown={keyDown}
        />
        {draft.trim() && (
          <button type="submit" class="send" aria-label={strings.send} title={strings.send}>
            <Icon name="send" />
          </button>
        )}
      </div>
      {!isInCall && !draft.trim() && model.isVoiceOffered.value && (
        <button type="button" class="talk" title={strings.talkHint} onClick={() => model.startCall()}>
          <Icon name="mic" />
          <span>{strings.talk}</span>
        </button>
      )}
    </form>
  )
}
