import type { WidgetConfig } from '@ava/protocol/widget-config.ts'
import type { WidgetLook } from '@ava/protocol/portal/widget.ts'
import { openingAt } from '../../tenants/opening-hours.ts'
import type { TenantSettings } from '../../tenants/settings.ts'
import { languageFor, textsIn, usualTexts } from '../../tenants/widget/widget-look.ts'

/** What the widget of one spa shows before anybody talks. `wanted`: the languages of the page's reader, the dearest first. */
export function widgetConfig(
  settings: TenantSettings,
  options: { look: WidgetLook; wanted?: string | undefined; now: Date; isVoiceAvailable: boolean },
): WidgetConfig {
  const { look, wanted, now, isVoiceAvailable } = options
  const { persona } = settings
  const language = languageFor(look, wanted)
  const words = { personaName: persona.name, spaName: settings.name, persona }
  const texts = textsIn(look, language, usualTexts(language, words))
  const [location] = settings.locations
  const opening = location ? openingAt(location, now) : { isOpen: false, line: '' }
  return {
    spaName: settings.name,
    personaName: persona.name,
    accentColor: look.accentColor,
    language,
    greeting: texts.greeting,
    suggestions: persona.suggestions,
    hoursLine: opening.line,
    isOpenNow: opening.isOpen,
    phone: settings.phone,
    email: settings.email,
    privacyLine: texts.privacyLine,
    isVoiceAvailable,
  }
}
