import type { RandomSpa } from './random-spa.ts'
import type { Snapshot, Taken } from './snapshot.ts'

const keptStatuses = new Set(['requested', 'pending_review', 'booked', 'checked_in', 'completed'])

/**
 * Everything that must be true after every step, whatever was done. Returns what is not, in
 * words: nothing overlaps, whatever is taken has its cause and every cause has what it takes,
 * seats are exact, and what is free under a block is the block's.
 */
export function findWrongs(spa: RandomSpa, snapshot: Snapshot): string[] {
  return [
    ...overlaps(snapshot.taken),
    ...orphans(snapshot),
    ...shapes(spa, snapshot),
    ...seats(snapshot),
    ...holesUnderBlocks(snapshot),
  ]
}

function overlaps(taken: readonly Taken[]): string[] {
  return taken.flatMap((one, index) => {
    const before = taken[index - 1]
    return before?.resourceId === one.resourceId && before.end > one.start ? [`overlap on ${one.resourceId}`] : []
  })
}

function orphans({ taken, holds, appointments, sessions, blocks }: Snapshot): string[] {
  const causes = new Set([
    ...holds.map(({ id }) => id),
    ...appointments.filter(({ status }) => status !== 'cancelled').map(({ id }) => id),
    ...sessions.map(({ id }) => id),
    ...blocks.map(({ id }) => id),
  ])
  return taken.flatMap((one) => {
    const cause = one.holdId ?? one.appointmentId ?? one.groupSessionId ?? one.blockId
    return cause !== null && causes.has(cause) ? [] : [`${one.kind} occupation without its cause ${cause}`]
  })
}

/** Each hold, appointment and session has exactly the times of its services, in one room of each purpose. */
function shapes(spa: RandomSpa, snapshot: Snapshot): string[] {
  const { taken, holds, appointments, sessions } = snapshot
  const wrongs: string[] = []
  const isGroup = (serviceId: string) => spa.shapes.get(serviceId)!.capacity > 1
  const check = (what: string, part: { serviceId: string; providerId: string; start: number }, own: Taken[]) => {
    const shape = spa.shapes.get(part.serviceId)!
    const provider = spa.resources.find(({ providerId }) => providerId === part.providerId)!
    const expected = [
      ...shape.provider.map(([from, to]) => `${provider.id} ${part.start + from} ${part.start + to}`),
      ...[...shape.purposes].flatMap(([purpose, spans]) => {
        const room = own.find(
          ({ resourceId }) => spa.resources.find(({ id }) => id === resourceId)!.purpose === purpose,
        )
        return spans.map(([from, to]) => `${room?.resourceId} ${part.start + from} ${part.start + to}`)
      }),
    ]
    const actual = own.map(({ resourceId, start, end }) => `${resourceId} ${start} ${end}`)
    if (expected.sort().join() !== actual.sort().join()) {
      wrongs.push(`${what} takes [${actual.join(', ')}] and needs [${expected.join(', ')}]`)
    }
  }
  for (const hold of holds) {
    for (const [index, part] of hold.parts.entries()) {
      const own = taken.filter(({ holdId, part: at }) => holdId === hold.id && at === index)
      if (!isGroup(part.serviceId)) check(`hold ${hold.id}`, part, own)
      else if (own.length > 0 || hold.groupSessionId === null) wrongs.push(`hold ${hold.id} has no seat`)
    }
  }
  for (const appointment of appointments) {
    const own = taken.filter(({ appointmentId }) => appointmentId === appointment.id)
    const { status, serviceId, groupSessionId } = appointment
    if (status === 'cancelled' || isGroup(serviceId)) {
      if (own.length > 0) wrongs.push(`${status} appointment ${appointment.id} occupies something`)
      if (keptStatuses.has(status) !== (isGroup(serviceId) && groupSessionId !== null) && isGroup(serviceId)) {
        wrongs.push(`${status} appointment ${appointment.id} and its seat`)
      }
    } else if (keptStatuses.has(status)) check(`appointment ${appointment.id}`, appointment, own)
  }
  for (const session of sessions) {
    const own = taken.filter(({ groupSessionId }) => groupSessionId === session.id)
    check(`session ${session.id}`, session, own)
  }
  return wrongs
}

function seats({ sessions, holds, appointments }: Snapshot): string[] {
  return sessions.flatMap(({ id, seatsTaken, capacity }) => {
    const sitting = [...holds, ...appointments].filter(({ groupSessionId }) => groupSessionId === id).length
    return sitting === seatsTaken && seatsTaken > 0 && seatsTaken <= capacity
      ? []
      : [`session ${id} counts ${seatsTaken} of ${capacity} seats for ${sitting} people`]
  })
}

function holesUnderBlocks({ blocks, taken }: Snapshot): string[] {
  return blocks.flatMap(({ id, resourceId, start, end }) => {
    let covered = start
    for (const one of taken) {
      if (one.resourceId === resourceId && one.end > covered && one.start <= covered) covered = one.end
    }
    return covered >= end ? [] : [`block ${id} leaves ${new Date(covered).toISOString()} free`]
  })
}

/** Every committed change has its audit entry and its calendar job, every message and hold its own job. */
export function findLostJobs({ appointments, counts }: Snapshot): string[] {
  return [
    ...appointments.flatMap(({ id, version, audits, mirrors }) =>
      version === audits && version === mirrors
        ? []
        : [`appointment ${id}: version ${version}, ${audits} audit entries, ${mirrors} calendar jobs`],
    ),
    ...(counts!.outbox === counts!.deliveries ? [] : [`${counts!.outbox} messages, ${counts!.deliveries} deliveries`]),
    ...(counts!.holds === counts!.expiries ? [] : [`${counts!.holds} holds, ${counts!.expiries} of them to expire`]),
  ]
}
