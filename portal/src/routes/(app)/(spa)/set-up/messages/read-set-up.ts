import type { ChannelSettingRequest, ReminderRule } from '@ava/protocol/portal/messaging.ts'

/** A channel's form, as the API wants it; the API says what is wrong with it. */
export function channelSetting(form: FormData): Record<keyof ChannelSettingRequest, unknown> {
  return {
    channel: form.get('channel'),
    replyMode: form.get('replyMode'),
    quietFromMin: minuteOf(form.get('quietFrom')),
    quietUntilMin: minuteOf(form.get('quietUntil')),
    asksSatisfaction: form.get('asksSatisfaction') === 'on',
    handsOverOutsideHours: form.get('handsOverOutsideHours') === 'on',
  }
}

/** 1260 → "21:00"; the end of the day is its beginning. */
export function timeOf(minute: number): string {
  const inDay = minute % 1_440
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`
}

function minuteOf(time: unknown): number {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(String(time)) ?? []
  return hours === undefined ? NaN : Number(hours) * 60 + Number(minutes)
}

export const unitMin = { minutes: 1, hours: 60, days: 1_440 } as const
export type Unit = keyof typeof unitMin

/** In the largest unit that says it in whole numbers: -1440 → 1 day. */
export function amountOf(offsetMin: number): { amount: number; unit: Unit } {
  const minutes = Math.abs(offsetMin)
  if (minutes % unitMin.days === 0) return { amount: minutes / unitMin.days, unit: 'days' }
  if (minutes % unitMin.hours === 0) return { amount: minutes / unitMin.hours, unit: 'hours' }
  return { amount: minutes, unit: 'minutes' }
}

/** What Ava does when a spa has no rules, as rules: the beginning of a spa's own. */
export const productRules: ReminderRule[] = [-1_440, -120].map((offsetMin) => ({
  serviceId: null,
  purpose: 'reminder',
  channel: 'sms',
  offsetMin,
  isActive: true,
}))

export const ruleKey = ({ serviceId, purpose, channel, offsetMin }: ReminderRule) =>
  `${serviceId ?? 'all'} ${purpose} ${channel} ${offsetMin}`

/** The rules after one was added, removed, or turned on or off. Of a spa without any, Ava's own are the beginning. */
export function changedRules(now: ReminderRule[], form: FormData): unknown[] {
  const before = now.length > 0 ? now : productRules
  const key = form.get('rule')
  switch (form.get('change')) {
    case 'toggle':
      return before.map((rule) => (ruleKey(rule) === key ? { ...rule, isActive: !rule.isActive } : rule))
    case 'remove':
      return before.filter((rule) => ruleKey(rule) !== key)
    default: {
      const purpose = String(form.get('purpose'))
      const minutes = Number(form.get('amount')) * (unitMin[String(form.get('unit')) as Unit] ?? 1)
      return [
        ...before,
        {
          serviceId: form.get('service') || null,
          purpose,
          channel: form.get('channel'),
          offsetMin: Math.round(purpose === 'reminder' ? -minutes : minutes),
          isActive: true,
        },
      ]
    }
  }
}
