import { CalendarRange } from '@ava/protocol/portal/calendar.ts'
import { daysShown, readShown, type Shown } from '#lib/calendar/shown.ts'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { callApi, type Caller } from './api.ts'

/** What an address of the calendar shows, and what stands in it. */
export async function readCalendar(
  caller: Caller,
  { params, spa }: { params: { get(name: string): string | null }; spa: { tenantId: string; timeZone: string } },
): Promise<{ calendar: CalendarRange; shown: Shown }> {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: spa.timeZone }).format(new Date())
  const shown = readShown(params, { today })
  const { firstDay } = messagesFor(caller.locals.locale).calendar
  const calendar = await callApi(caller, {
    path: 'calendar',
    schema: CalendarRange,
    query: { ...daysShown(shown, firstDay), locationId: shown.location || undefined },
    tenantId: spa.tenantId,
  })
  return { calendar, shown }
}
