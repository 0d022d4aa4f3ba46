import type { CalendarAppointment, CalendarBlock, CalendarHold, CalendarRange } from '@ava/protocol/portal/calendar.ts'
import type { Shown } from './shown.ts'

/** One thing in the calendar, in the columns (providers or rooms) in which it lies. */
export interface Entry {
  id: string
  columnId: string
  startsAt: string
  endsAt: string
  appointment?: CalendarAppointment
  hold?: CalendarHold
  block?: CalendarBlock
}

/** The columns that are shown: those of one, where somebody chose one that is there. */
export function columnsOf(
  calendar: CalendarRange,
  { by, who }: Pick<Shown, 'by' | 'who'>,
): { id: string; name: string }[] {
  const all = (by === 'room' ? calendar.rooms : calendar.providers).map(({ id, name }) => ({ id, name }))
  const chosen = all.filter(({ id }) => id === who)
  return chosen.length > 0 ? chosen : all
}

/** What lies in these columns, earliest first. In a room a visit lies as long as the room is taken. */
export function entriesOf(calendar: CalendarRange, shown: Pick<Shown, 'by' | 'who'>): Entry[] {
  const columns = new Set(columnsOf(calendar, shown).map(({ id }) => id))
  const entries = shown.by === 'room' ? inRooms(calendar) : withProviders(calendar)
  return entries
    .filter(({ columnId }) => columns.has(columnId))
    .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt) || a.id.localeCompare(b.id))
}

function withProviders({ appointments, holds, blocks }: CalendarRange): Entry[] {
  const time = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) => ({ startsAt, endsAt })
  return [
    ...appointments.map((one) => ({ id: one.id, columnId: one.providerId, ...time(one), appointment: one })),
    ...holds.map((one) => ({ id: one.id, columnId: one.providerId, ...time(one), hold: one })),
    ...blocks.flatMap((one) =>
      one.providerId === null ? [] : { id: one.id, columnId: one.providerId, ...time(one), block: one },
    ),
  ]
}

function inRooms({ appointments, holds, blocks }: CalendarRange): Entry[] {
  return [
    ...appointments.flatMap((appointment) =>
      appointment.rooms.map(({ roomId, startsAt, endsAt }) => ({
        id: `${appointment.id}/${roomId}`,
        columnId: roomId,
        startsAt,
        endsAt,
        appointment,
      })),
    ),
    ...holds.flatMap((hold) =>
      hold.rooms.map(({ roomId, startsAt, endsAt }) => ({
        id: `${hold.id}/${roomId}`,
        columnId: roomId,
        startsAt,
        endsAt,
        hold,
      })),
    ),
    ...blocks.flatMap((block) =>
      block.roomId === null
        ? []
        : { id: block.id, columnId: block.roomId, startsAt: block.startsAt, endsAt: block.endsAt, block },
    ),
  ]
}

/** The hours that the grid shows: from a little before the first to a little after the last that matters. */
export function hoursShown(calendar: CalendarRange, wall: (at: string) => string): { first: number; last: number } {
  const times = [...calendar.providers.flatMap(({ works }) => works), ...calendar.appointments, ...calendar.holds]
  const hour = (at: string) => Number(wall(at).slice(11, 13))
  const firsts = times.map(({ startsAt }) => hour(startsAt))
  const lasts = times.map(({ startsAt, endsAt }) =>
    wall(endsAt).slice(0, 10) > wall(startsAt).slice(0, 10)
      ? 24
      : Math.ceil(hour(endsAt) + Number(wall(endsAt).slice(14, 16)) / 60),
  )
  return { first: Math.max(0, Math.min(8, ...firsts)), last: Math.min(24, Math.max(18, ...lasts)) }
}
