import { z } from 'zod'
import { googleStrike } from '../google-faults.ts'
import type { GoogleState } from '../google-state.ts'
import type { StoredCalendar } from '../google-data.ts'
import { ApiProblem, invalid, required } from './api-problem.ts'
import { standing } from './calendar-store.ts'
import { concerned, type Caller } from './caller.ts'
import { emptyRange, instant, isTimeZone, rfc3339, startOf } from './times.ts'

const MOST_CALENDARS = 50
const MOST_MEMBERS = 100

const Body = z.object({
  timeMin: z.string().nullish(),
  timeMax: z.string().nullish(),
  timeZone: z.string().nullish(),
  groupExpansionMax: z.int().nullish(),
  calendarExpansionMax: z.int().nullish(),
  items: z.array(z.object({ id: z.string() })).nullish(),
})

interface CalendarAnswer {
  errors?: { domain: string; reason: string }[]
  busy: { start: string; end: string }[]
}

/** `freeBusy.query`: what is wrong with one calendar stands in its `errors`, and the answer is 200 all the same. */
export function freeBusy(state: GoogleState, { caller, json }: { caller: Caller; json: unknown }): object {
  const parsed = Body.safeParse(json ?? {})
  if (!parsed.success) throw invalid(`Invalid value for: ${parsed.error.issues[0]?.path.join('.') ?? 'body'}`)
  const body = parsed.data
  const from = range(body.timeMin, 'timeMin')
  const to = range(body.timeMax, 'timeMax')
  if (to <= from) throw emptyRange()
  const zone = body.timeZone ?? 'UTC'
  if (!isTimeZone(zone)) throw invalid('Invalid Value', 'timeZone')
  const most = body.calendarExpansionMax ?? MOST_CALENDARS
  if (most < 1 || most > MOST_CALENDARS) throw invalid('Invalid Value', 'calendarExpansionMax')
  const members = body.groupExpansionMax ?? MOST_MEMBERS
  if (members < 1 || members > MOST_MEMBERS) throw invalid('Invalid Value', 'groupExpansionMax')
  const calendars = (body.items ?? []).map(({ id }, index): [string, CalendarAnswer] => [
    id,
    index >= most ? refused('tooManyCalendarsRequested') : answer(state, { caller, id, range: { from, to }, zone }),
  ])
  return {
    kind: 'calendar#freeBusy',
    timeMin: new Date(from).toISOString(),
    timeMax: new Date(to).toISOString(),
    calendars: Object.fromEntries(calendars),
  }
}

function answer(
  state: GoogleState,
  { caller, id, range, zone }: { caller: Caller; id: string; range: { from: number; to: number }; zone: string },
): CalendarAnswer {
  const calendar = state.data.calendars.get(id)
  if (googleStrike(state.faults, 'error_inside_200', concerned(state, { account: caller.account, calendar: id })))
    return refused('internalError')
  if (!calendar?.roles.has(caller.account)) return refused('notFound')
  return {
    busy: busyTimes(calendar, range).map(({ from, to }) => ({ start: rfc3339(from, zone), end: rfc3339(to, zone) })),
  }
}

/** Times at which something opaque stands, cut to the range, joined where they touch. */
function busyTimes(calendar: StoredCalendar, range: { from: number; to: number }): { from: number; to: number }[] {
  const spans = standing(calendar, range)
    .filter(({ fields }) => fields.transparency !== 'transparent')
    .map(({ start, end }) => ({
      from: Math.max(range.from, startOf(start, calendar.timeZone)),
      to: Math.min(range.to, startOf(end, calendar.timeZone)),
    }))
    .sort((a, b) => a.from - b.from)
  const joined: { from: number; to: number }[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else joined.push({ ...span })
  }
  return joined
}

function refused(reason: string): CalendarAnswer {
  return { errors: [{ domain: 'global', reason }], busy: [] }
}

function range(text: string | null | undefined, name: string): number {
  if (!text) throw required(`Missing required field: ${name}`)
  const at = instant(text)
  if (at === null) throw new ApiProblem(400, 'badRequest', 'Bad Request', { parameter: name })
  return at
}
