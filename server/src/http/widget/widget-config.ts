import type { WidgetConfig } from '@ava/protocol/widget-config.ts'
import { openingAt } from '../../tenants/opening-hours.ts'
import type { TenantSettings } from '../../tenants/settings.ts'

/** What the widget of one spa shows before anybody talks. */
export function widgetConfig(
  settings: TenantSettings,
  { now, isVoiceAvailable }: { now: Date; isVoiceAvailable: boolean },
): WidgetConfig {
  const { persona } = settings
  const [location] = settings.locations
  const opening = location ? openingAt(location, now) : { isOpen: false, line: '' }
  return {
    spaName: settings.name,
    personaName: persona.name,
    accentColor: settings.accentColor,
    greeting: persona.greeting,
    suggestions: persona.suggestions,
    hoursLine: opening.line,
    isOpenNow: opening.isOpen,
    phone: settings.phone,
    email: settings.email,
    privacyLine: persona.privacyLine,
    isVoiceAvailable,
  }
}
