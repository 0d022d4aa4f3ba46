import { useEffect, useRef } from 'preact/hooks'
import type { NoticeAction } from '../model/notice.ts'
import type { WidgetModel } from '../model/widget-model.ts'
import { Icon } from './icon.tsx'
import { phoneLink, shownPhone } from './phone.ts'

/** What went wrong, in words, and every way on. */
export function NoticeBar({ model }: { model: WidgetModel }) {
  const notice = model.notice.value
  const strings = model.strings.value
  // The alert's container is always there: screen readers announce only what changes inside one.
  return (
    <div class="notice-place" role="alert">
      {notice && (
        <div class="notice">
          <Icon name="alert" size={16} />
          <p dir="auto">{notice.text || strings.wayOn}</p>
          <button
            type="button"
            class="icon-button"
            aria-label={strings.action.dismiss}
            onClick={() => (model.notice.value = null)}
          >
            <Icon name="close" size={16} />
          </button>
          <div class="notice-actions">
            {notice.actions.map((action) => (
              <Action key={action} action={action} model={model} />
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

function Action({ action, model }: { action: NoticeAction; model: WidgetModel }) {
  const strings = model.strings.value
  if (action === 'call_spa') {
    const phone = model.phone.value
    if (!phone) return null
    return (
      <a class="small-button" href={phoneLink(phone)}>
        {strings.callSpa(shownPhone(phone))}
      </a>
    )
  }
  const perform = () => {
    if (action === 'type_instead') model.typeInstead()
    else if (action === 'leave_message') model.typeInstead(strings.messageDraft)
    else {
      const again = model.notice.peek()?.retry
      model.notice.value = null
      again?.()
    }
  }
  return (
    <button type="button" class="small-button" onClick={perform}>
      {strings.action[action]}
    </button>
  )
}

/** Names what the visitor loses, and asks once. */
export function StartOverQuestion({ model }: { model: WidgetModel }) {
  const strings = model.strings.value
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => keep.current?.focus(), [])
  const stay = () => {
    model.isAskingToStartOver.value = false
    model.composerWanted.value += 1
  }
  return (
    <div class="notice question" role="group" aria-label={strings.startOver}>
      <p>{strings.startOverAsk}</p>
      <div class="notice-actions">
        <button ref={keep} type="button" class="small-button" onClick={stay}>
          {strings.startOverNo}
        </button>
        <button type="button" class="small-button" onClick={() => model.startOver()}>
          {strings.startOverYes}
        </button>
      </div>
    </div>
  )
}
