import type { WidgetModel } from '../model/widget-model.ts'
import { Icon } from './icon.tsx'
import { phoneLink, shownPhone } from './phone.ts'

/** Before anybody has said anything: what Ava can do, and the spa's hours and phone as another way. */
export function FirstScreen({ model }: { model: WidgetModel }) {
  const strings = model.strings.value
  const config = model.config.value
  const isLoading = model.isConfigLoading.value
  return (
    <>
      <div class="first" aria-busy={isLoading}>
        {isLoading && !config && <Skeleton label={strings.loading} />}
        {config && (
          <>
            <p class="greeting" dir="auto">
              {config.greeting}
            </p>
            {!config.isOpenNow && <p class="quiet">{strings.closedNow}</p>}
            <ul class="suggestions" aria-label={strings.suggestions}>
              {config.suggestions.slice(0, 3).map((suggestion) => (
                <li key={suggestion}>
                  <button type="button" class="choice" dir="auto" onClick={() => model.send(suggestion)}>
                    {suggestion}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        <SpaLines model={model} />
      </div>
      {config?.privacyLine && (
        <p class="privacy" dir="auto">
          {config.privacyLine}
        </p>
      )}
    </>
  )
}

function SpaLines({ model }: { model: WidgetModel }) {
  const strings = model.strings.value
  const config = model.config.value
  const phone = model.phone.value
  return (
    <div class="spa-lines">
      {config?.hoursLine && (
        <p class="spa-line" dir="auto">
          <Icon name="clock" size={16} />
          <span>{config.hoursLine}</span>
        </p>
      )}
      {phone && (
        <a class="spa-line link" href={phoneLink(phone)} aria-label={strings.callSpa(shownPhone(phone))}>
          <Icon name="phone" size={16} />
          <bdi>{shownPhone(phone)}</bdi>
        </a>
      )}
    </div>
  )
}

function Skeleton({ label }: { label: string }) {
  return (
    <div class="skeleton" role="img" aria-label={label}>
      <span />
      <span />
      <span />
    </div>
  )
}
