import type { ConversationAction } from '@ava/protocol/portal/conversation-actions.ts'

type Named = { action: ConversationAction['action'] } & Record<string, unknown>

/** What a form of the conversation page asks for, as the API wants it; the API says what is wrong with it. */
export function actionFrom(form: FormData, here: { timeZone: string; now: number }): Named {
  const action = String(form.get('action') ?? '') as ConversationAction['action']
  const fields = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]))
  if (action === 'assign') return { action, memberId: fields['memberId'] || null }
  if (action === 'snooze') return { action, until: snoozedUntil(fields['until'] ?? '', here) }
  const { fromOther, ...others } = fields
  return { ...others, action, ...(fromOther === undefined ? {} : { fromOther: true }) }
}

/** "hour", "tomorrow" or "week" as an instant; null: not snoozed. Mornings are the spa's. */
function snoozedUntil(choice: string, { timeZone, now }: { timeZone: string; now: number }): string | null {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone)
  const morningIn = (days: number) => here.add({ days }).with({ hour: 9, minute: 0, second: 0, millisecond: 0 })
  const asInstant = (time: Temporal.ZonedDateTime) => new Date(time.epochMilliseconds).toISOString()
  if (choice === 'hour') return asInstant(here.add({ hours: 1 }))
  if (choice === 'tomorrow') return asInstant(morningIn(1))
  if (choice === 'week') return asInstant(morningIn(8 - here.dayOfWeek))
  return null
}
