import { CalendarError, type CalendarMirror, type CalendarPlace } from '../../adapters/calendar/calendar.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { Calendar, CalendarConnection, CalendarMirror as MirrorRow } from '../../db/generated/client.ts'
import { openConnection } from '../access/open-calendar.ts'
import { raiseConflict, settleConflicts } from '../conflicts/raise-conflict.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { eventContent, isShown, mirroredAppointment, type MirroredAppointment } from './event-content.ts'
import { eventIdOf } from './event-id.ts'
import { nextStep } from './next-step.ts'

/** Every time round somebody else has written in between; more than this is not chance. */
const MOST_ROUNDS = 5

type ConnectedCalendar = Calendar & { connection: CalendarConnection }

/**
 * Makes the outside calendars show one appointment as it is now: its provider's calendar has its
 * event, no other calendar has. Reads the state when it runs, so it may run twice, late, or
 * beside itself. Throws CalendarError when a calendar gives no proper answer.
 */
export async function mirrorAppointment(
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    appointmentId: string
    /** Says which calendar failed, and whether that settles it; left out, or false: it is thrown. */
    onFailed?: (calendar: ConnectedCalendar, error: CalendarError) => Promise<boolean>
    /** Leaves calendars alone that are known not to work: what they lack is queued when they heal. */
    skipsBroken?: boolean
  },
): Promise<void> {
  const { tenant, appointmentId, onFailed } = request
  const state = await readState(tenant, appointmentId)
  if (!state) return
  const work = async (calendar: ConnectedCalendar, how: typeof mirrorInto) => {
    // One that is not withheld itself would get nothing queued when the account heals.
    const isBroken = calendar.connection.status === 'broken' && calendar.withheldSince !== null
    if (request.skipsBroken && isBroken) return
    try {
      await how(deps, { tenant, appointmentId, calendar })
    } catch (error) {
      if (!(error instanceof CalendarError) || !(await onFailed?.(calendar, error))) throw error
    }
  }
  for (const mirror of state.mirrors) {
    if (mirror.calendarId !== state.target?.id && !mirror.isDeleted) await work(mirror.calendar, removeEvent)
  }
  if (state.target) await work(state.target, mirrorInto)
}

async function mirrorInto(
  deps: CalendarDependencies,
  request: { tenant: Tenant; appointmentId: string; calendar: ConnectedCalendar },
): Promise<void> {
  const { tenant, appointmentId, calendar } = request
  const mirror = await openConnection(deps, { tenant, connection: calendar.connection })
  const place = placeOf(calendar)
  const eventId = eventIdOf(appointmentId)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // As it is now: what we knew in the round before has been overtaken.
    const state = await readState(tenant, appointmentId)
    if (state?.target?.id !== calendar.id) return
    if (!isShown(state.appointment)) {
      // Without a row nothing was ever sent.
      if (!state.mirrors.some((one) => one.calendarId === calendar.id && !one.isDeleted)) return
      return removeEvent(deps, { tenant, appointmentId, calendar })
    }
    const row = await mirrorRow(tenant, { appointmentId, calendarId: calendar.id, eventId })
    const settled = await writeOnce(deps, {
      tenant,
      calendar,
      mirror,
      place,
      eventId,
      row,
      appointment: state.appointment,
    })
    if (settled) return
  }
  throw new CalendarError('bad_answer', { code: 'event_keeps_changing' })
}

/** One attempt; false when somebody else wrote in between. */
async function writeOnce(
  deps: CalendarDependencies,
  request: {
    tenant: Tenant
    calendar: ConnectedCalendar
    mirror: CalendarMirror
    place: CalendarPlace
    eventId: string
    row: MirrorRow
    appointment: MirroredAppointment
  },
): Promise<boolean> {
  const { tenant, calendar, mirror, place, eventId, row, appointment } = request
  const event = eventContent(appointment, {
    showsService: calendar.showsService,
    publicBaseUrl: deps.publicBaseUrl,
  })
  const write = async (ifMatch: string) => {
    const updated = await mirror.update(place, eventId, { event, ifMatch })
    if (!updated.ok) return false
    await record(tenant, { row, appointment, etag: updated.event.etag, now: deps.clock() })
    return true
  }
  const create = async () => {
    const created = await mirror.create(place, eventId, event)
    if (!created.ok) return false
    await record(tenant, { row, appointment, etag: created.event.etag, now: deps.clock() })
    return true
  }
  // What nobody touched since is written without asking first.
  if (row.etag ? await write(row.etag) : await create()) return true
  const step = nextStep(await mirror.read(place, eventId), event, row)
  switch (step.do) {
    case 'create':
      return create()
    case 'write':
      return write(step.ifMatch)
    case 'ask':
      // What has taken place stays as it was; people tidy their calendars.
      if (appointment.endsAt <= deps.clock()) return true
      await tenant.transaction((tx) =>
        raiseConflict(tx, { appointmentId: appointment.id, calendarId: calendar.id, eventId, change: step.change }),
      )
      return true
  }
}

/** Takes our event out of a calendar, wherever somebody moved it: the appointment is not there any more. */
export async function removeEvent(
  deps: CalendarDependencies,
  { tenant, appointmentId, calendar }: { tenant: Tenant; appointmentId: string; calendar: ConnectedCalendar },
): Promise<void> {
  const mirror = await openConnection(deps, { tenant, connection: calendar.connection })
  const place = placeOf(calendar)
  const eventId = eventIdOf(appointmentId)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = await mirror.read(place, eventId)
    const isGone = !found || found.isCancelled
    if (isGone || (await mirror.remove(place, eventId, { ifMatch: found.etag })).ok) {
      await tenant.transaction(async (tx) => {
        await tx.calendarMirror.updateMany({
          where: { calendarId: calendar.id, appointmentId },
          data: { isDeleted: true, etag: null, writtenAt: deps.clock() },
        })
        await settleConflicts(tx, {
          appointmentId,
          closedBy: 'job:mirror-appointment',
          resolution: 'The appointment is not in this calendar any more.',
        })
      })
      return
    }
  }
  throw new CalendarError('bad_answer', { code: 'event_keeps_changing' })
}

/** Written down before anything is sent: what is begun is known, even if the process dies meanwhile. */
async function mirrorRow(
  tenant: Tenant,
  key: { appointmentId: string; calendarId: string; eventId: string },
): Promise<MirrorRow> {
  return tenant.transaction(async (tx) => {
    await tx.calendarMirror.createMany({ data: [key], skipDuplicates: true })
    return tx.calendarMirror.findFirstOrThrow({
      where: { calendarId: key.calendarId, appointmentId: key.appointmentId },
    })
  })
}

async function record(
  tenant: Tenant,
  { row, appointment, etag, now }: { row: MirrorRow; appointment: MirroredAppointment; etag: string; now: Date },
): Promise<void> {
  const { version, startsAt, endsAt } = appointment
  await tenant.transaction(async (tx) => {
    await tx.calendarMirror.updateMany({
      // Another job may have written a newer version already.
      where: { id: row.id, OR: [{ writtenVersion: { lte: version } }, { isDeleted: true }] },
      data: { etag, writtenVersion: version, startsAt, endsAt, isDeleted: false, writtenAt: now },
    })
    await settleConflicts(tx, {
      appointmentId: appointment.id,
      closedBy: 'job:mirror-appointment',
      resolution: 'The calendar shows the appointment as it is.',
    })
  })
}

async function readState(tenant: Tenant, appointmentId: string) {
  return tenant.transaction(async (tx) => {
    const appointment = await tx.appointment.findFirst({ where: { id: appointmentId }, include: mirroredAppointment })
    if (!appointment) return null
    const connected = { connection: { status: { not: 'disconnected' } } } as const
    const target = await tx.calendar.findFirst({
      where: { providerId: appointment.providerId, ...connected },
      include: { connection: true },
    })
    const mirrors = await tx.calendarMirror.findMany({
      where: { appointmentId, calendar: connected },
      include: { calendar: { include: { connection: true } } },
    })
    return { appointment, target, mirrors }
  })
}

export function placeOf({ externalId, timeZone }: Pick<Calendar, 'externalId' | 'timeZone'>): CalendarPlace {
  return { externalId, timeZone: timeZone ?? 'UTC' }
}
