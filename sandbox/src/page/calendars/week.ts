import type { GoogleControl, SeenEvent } from '../../google/google-control.ts'

/** A week of one calendar, as its own clock counts it. */
export interface Week {
  monday: Temporal.PlainDate
  timeZone: string
  today: Temporal.PlainDate
  days: Day[]
}

export interface Day {
  date: Temporal.PlainDate
  wholeDays: Box[]
  boxes: Box[]
}

/** An event, or the part of it that falls on one day. */
export interface Box {
  event: SeenEvent
  title: string
  isOurs: boolean
  isFree: boolean
  /** Where the event itself begins, also when this is a later part of it. */
  startDay: Temporal.PlainDate
  startTime: Temporal.PlainTime | null
  endTime: Temporal.PlainTime | null
  /** Minutes after midnight by the clock on the wall. */
  from: number
  to: number
  /** Side by side with others that stand at the same time. */
  lane: number
  lanes: number
}

const DAY_MIN = 24 * 60
/** Shorter ones are drawn as if they took this long, so that they can be grasped. */
const LEAST_MIN = 30

/** The Monday of the week in which `text` lies, or of this week when it is no date. */
export function mondayOf(text: string | undefined, { now, timeZone }: { now: number; timeZone: string }) {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
  const day = readDay(text) ?? today
  return { today, monday: day.subtract({ days: day.dayOfWeek - 1 }) }
}

export function readWeek(
  google: GoogleControl,
  { calendar, timeZone, week, now }: { calendar: string; timeZone: string; week: string | undefined; now: number },
): Week {
  const { monday, today } = mondayOf(week, { now, timeZone })
  const instant = (day: Temporal.PlainDate): number => day.toZonedDateTime(timeZone).epochMilliseconds
  const events = google.events(calendar, { from: instant(monday), to: instant(monday.add({ days: 7 })) })
  const days = [0, 1, 2, 3, 4, 5, 6].map((offset): Day => {
    const date = monday.add({ days: offset })
    const boxes = events.flatMap((event) => boxOn(date, event) ?? [])
    const isWhole = ({ startTime }: Box): boolean => startTime === null
    return { date, wholeDays: boxes.filter(isWhole), boxes: sideBySide(boxes.filter((box) => !isWhole(box))) }
  })
  return { monday, timeZone, today, days }
}

interface WireTime {
  date?: string
  dateTime?: string
}

function boxOn(date: Temporal.PlainDate, event: SeenEvent): Box | null {
  const start = event.start as WireTime
  const end = event.end as WireTime
  const shared = {
    event,
    title: typeof event.summary === 'string' && event.summary !== '' ? event.summary : '(No title)',
    isOurs: event.madeBy !== null,
    isFree: event.transparency === 'transparent',
    lane: 0,
    lanes: 1,
  }
  if (start.date && end.date) {
    const startDay = Temporal.PlainDate.from(start.date)
    const isHere = Temporal.PlainDate.compare(startDay, date) <= 0 && Temporal.PlainDate.compare(date, end.date) < 0
    return isHere ? { ...shared, startDay, startTime: null, endTime: null, from: 0, to: DAY_MIN } : null
  }
  // Written in the calendar's own zone: what stands before the offset is the clock on the wall.
  const [starts, ends] = [start, end].map(({ dateTime = '' }) => Temporal.PlainDateTime.from(dateTime.slice(0, 19)))
  if (!starts || !ends) return null
  const midnight = date.toPlainDateTime()
  const minutes = (time: Temporal.PlainDateTime): number => midnight.until(time).total('minutes')
  const from = Math.max(0, minutes(starts))
  const to = Math.min(DAY_MIN, minutes(ends))
  if (from >= DAY_MIN || to <= 0) return null
  return {
    ...shared,
    startDay: starts.toPlainDate(),
    startTime: starts.toPlainTime(),
    endTime: ends.toPlainTime(),
    from,
    to: Math.max(to, from + 1),
  }
}

/** Gives each box a lane beside those that it overlaps. */
function sideBySide(boxes: Box[]): Box[] {
  const sorted = boxes.sort((a, b) => a.from - b.from || b.to - a.to)
  const bottom = ({ from, to }: Box): number => Math.max(to, from + LEAST_MIN)
  let group: Box[] = []
  let groupEnds = 0
  for (const box of sorted) {
    if (box.from >= groupEnds) group = []
    const taken = group.filter((other) => bottom(other) > box.from).map(({ lane }) => lane)
    while (taken.includes(box.lane)) box.lane++
    group.push(box)
    groupEnds = Math.max(groupEnds, bottom(box))
    const lanes = Math.max(...group.map(({ lane }) => lane)) + 1
    for (const other of group) other.lanes = lanes
  }
  return sorted
}

function readDay(text: string | undefined): Temporal.PlainDate | null {
  try {
    return text ? Temporal.PlainDate.from(text) : null
  } catch {
    // RangeError: not a date, and so this week.
    return null
  }
}
