import { daysAfter } from '#lib/format/local-day.ts'

export const calendarViews = ['day', 'week', 'month'] as const
export type CalendarView = (typeof calendarViews)[number]

/** What an address of the calendar shows. */
export interface Shown {
  view: CalendarView
  /** A day of it, as 2026-11-24. */
  date: string
  by: 'provider' | 'room'
  /** Only one provider or room; empty: all. */
  who: string
  /** Only where somebody chose one. */
  location: string
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
const isId = (text: string) => /^[\da-f-]{36}$/.test(text)

/** What we do not know is left out: it may be an old bookmark. */
export function readShown(params: { get(name: string): string | null }, { today }: { today: string }): Shown {
  const text = (name: string) => params.get(name) ?? ''
  const date = text('date')
  return {
    view: calendarViews.find((view) => view === text('view')) ?? 'day',
    date: isDate(date) && date > '2000' && date < '2100' ? date : today,
    by: text('by') === 'room' ? 'room' : 'provider',
    who: isId(text('who')) ? text('who') : '',
    location: isId(text('location')) ? text('location') : '',
  }
}

/** The first and the last day that are shown: a day, a week, or the weeks of a month. */
export function daysShown(
  { view, date }: Pick<Shown, 'view' | 'date'>,
  firstDay: number,
): { from: string; to: string } {
  if (view === 'day') return { from: date, to: date }
  if (view === 'week') {
    const from = weekStart(date, firstDay)
    return { from, to: daysAfter(from, 6) }
  }
  const from = weekStart(`${date.slice(0, 7)}-01`, firstDay)
  return { from, to: daysAfter(from, 41) }
}

/** One page further (1) or back (-1). */
export function step({ view, date }: Pick<Shown, 'view' | 'date'>, by: 1 | -1): string {
  if (view === 'day') return daysAfter(date, by)
  if (view === 'week') return daysAfter(date, 7 * by)
  const [year, month] = date.split('-').map(Number)
  return new Date(Date.UTC(year!, month! - 1 + by, 1)).toISOString().slice(0, 10)
}

/** An address of the calendar: what is shown stays, but for what is changed. The usual is not named. */
export function calendarParams(shown: Shown, change: Partial<Shown> = {}): URLSearchParams {
  const next = { ...shown, ...change }
  const params = new URLSearchParams({ date: next.date })
  if (next.view !== 'day') params.set('view', next.view)
  if (next.by !== 'provider') params.set('by', next.by)
  if (next.who !== '') params.set('who', next.who)
  if (next.location !== '') params.set('location', next.location)
  return params
}

function weekStart(date: string, firstDay: number): string {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return daysAfter(date, -((weekday - firstDay + 7) % 7))
}
