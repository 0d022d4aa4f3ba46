import type { GridTime, RandomSpa } from './random-spa.ts'
import type { Snapshot } from './snapshot.ts'

interface ModelAppointment {
  serviceId: string
  providerId: string
  start: number
  status: string
  version: number
}

/** What the results say is there: kept in memory, from answers alone. */
export class Model {
  readonly appointments = new Map<string, ModelAppointment>()
  /** By owner: each keeps one time at most. */
  readonly holds = new Map<string, { index: number; expiresAt: number }>()
  readonly blocks = new Map<string, { resourceId: string; start: number; end: number }>()
  readonly done = new Map<string, number>()

  count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1)
  }

  /** Answers may arrive in another order than they were committed in: the newest version counts. */
  learn(
    rows: readonly {
      id: string
      serviceId: string
      providerId: string
      startsAt: Date
      status: string
      version: number
    }[],
  ): void {
    for (const { id, serviceId, providerId, startsAt, status, version } of rows) {
      const known = this.appointments.get(id)
      if (known && known.version >= version) continue
      this.appointments.set(id, { serviceId, providerId, start: startsAt.getTime(), status, version })
    }
  }

  /** Where the database and the answers part, in words. */
  differences(spa: RandomSpa, snapshot: Snapshot, about: { now: number; hasBlocked: boolean }): string[] {
    const wrongs: string[] = []
    const stored = new Map(snapshot.appointments.map((one) => [one.id, one]))
    for (const [id, expected] of this.appointments) {
      const actual = stored.get(id)
      if (expected.status === 'cancelled') {
        if (actual && actual.status !== 'cancelled') wrongs.push(`${id} was cancelled and is ${actual.status}`)
        continue
      }
      const { serviceId, providerId, start, status, version } = expected
      const same =
        actual?.serviceId === serviceId &&
        actual.providerId === providerId &&
        actual.start === start &&
        actual.status === status &&
        actual.version === version
      if (!same) wrongs.push(`${id} should be ${JSON.stringify(expected)} and is ${JSON.stringify(actual)}`)
    }
    for (const { id, status } of snapshot.appointments) {
      if (status !== 'cancelled' && !this.appointments.has(id)) wrongs.push(`nobody was told of appointment ${id}`)
    }
    for (const hold of snapshot.holds) {
      const known = this.holds.get(hold.owner)
      const time = known && spa.grid[known.index]!
      if (!time || time.parts[0]!.start !== hold.parts[0]!.start || time.parts.length !== hold.parts.length) {
        wrongs.push(`${hold.owner} holds what it should not: ${JSON.stringify(hold)}`)
      }
    }
    const owners = new Set(snapshot.holds.map(({ owner }) => owner))
    for (const [owner, { expiresAt }] of this.holds) {
      if (owners.has(owner)) continue
      // Only time and blocks end a hold that its owner has not let go.
      if (expiresAt > about.now && !about.hasBlocked) wrongs.push(`the hold of ${owner} is gone`)
      this.holds.delete(owner)
    }
    const blocks = snapshot.blocks.map(({ id, start, end }) => `${id} ${start} ${end}`).sort()
    const known = [...this.blocks].map(([id, { start, end }]) => `${id} ${start} ${end}`).sort()
    if (blocks.join() !== known.join()) wrongs.push('the blocks are others')
    return wrongs
  }
}

/**
 * Whether a grid time is free by plain arithmetic on what is in the database: the answer that a
 * single person, alone at that moment, must get.
 */
export function isFreeFor(
  spa: RandomSpa,
  snapshot: Snapshot,
  time: GridTime,
  who: { owner: string; now: number; moving: readonly string[] },
): boolean {
  const passed = new Set(
    snapshot.holds.filter((hold) => hold.owner === who.owner || hold.expiresAt <= who.now).map(({ id }) => id),
  )
  // A session in which nobody but who asks sits goes when they go.
  const leaving = (sessionId: string) =>
    snapshot.holds.filter((hold) => hold.groupSessionId === sessionId && hold.owner === who.owner).length +
    snapshot.appointments.filter((one) => one.groupSessionId === sessionId && who.moving.includes(one.id)).length
  const sessions = snapshot.sessions.filter(({ id, seatsTaken }) => seatsTaken > leaving(id))
  const isThere = (sessionId: string) => sessions.some(({ id }) => id === sessionId)
  const busy: { resourceId: string; start: number; end: number }[] = [
    ...snapshot.taken.filter(
      ({ holdId, appointmentId, groupSessionId }) =>
        !(holdId !== null && passed.has(holdId)) &&
        !(appointmentId !== null && who.moving.includes(appointmentId)) &&
        (groupSessionId === null || isThere(groupSessionId)),
    ),
    ...snapshot.blocks,
  ]
  const isFree = (resourceId: string, at: number, spans: [number, number][], more: typeof busy) =>
    spans.every(
      ([from, to]) =>
        ![...busy, ...more].some((one) => one.resourceId === resourceId && one.start < at + to && one.end > at + from),
    )
  const place = (index: number, more: typeof busy): boolean => {
    const part = time.parts[index]
    if (!part) return true
    const shape = spa.shapes.get(part.serviceId)!
    const session = sessions.find(
      (one) => one.serviceId === part.serviceId && one.providerId === part.providerId && one.start === part.start,
    )
    if (session) {
      const expired = snapshot.holds.filter(
        (hold) => hold.groupSessionId === session.id && hold.owner !== who.owner && hold.expiresAt <= who.now,
      ).length
      const left = session.capacity - session.seatsTaken + leaving(session.id) + expired
      // Nobody joins where somebody is to be away.
      const isBlocked = snapshot.taken.some(
        (one) =>
          one.groupSessionId === session.id &&
          snapshot.blocks.some(
            (block) => block.resourceId === one.resourceId && block.start < one.end && block.end > one.start,
          ),
      )
      return left > 0 && !isBlocked && place(index + 1, more)
    }
    const provider = spa.resources.find(({ providerId }) => providerId === part.providerId)!
    if (!isFree(provider.id, part.start, shape.provider, more)) return false
    const taken = (resourceId: string, spans: [number, number][]) =>
      spans.map(([from, to]) => ({ resourceId, start: part.start + from, end: part.start + to }))
    const choose = (purposes: [string, [number, number][]][], also: typeof busy): boolean => {
      const [purpose, ...rest] = purposes
      if (!purpose) return place(index + 1, also)
      return spa.resources.some(
        ({ id, purpose: kind }) =>
          kind === purpose[0] &&
          isFree(id, part.start, purpose[1], also) &&
          choose(rest, [...also, ...taken(id, purpose[1])]),
      )
    }
    return choose([...shape.purposes], [...more, ...taken(provider.id, shape.provider)])
  }
  return place(0, [])
}
