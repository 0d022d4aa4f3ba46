import { isContention, isExclusionViolation, isUniqueViolation } from '../db/errors.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { takeTime } from '../db/occupations.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { takeGroupSeat } from './group-seats.ts'
import { settleEndedHolds } from './holds.ts'
import type { VisitPart } from './visit.ts'

/** Somebody else has the time or the last seat. Rolls back what was done on the way. */
export class SlotTakenError extends Error {
  override name = 'SlotTakenError'
}

/**
 * Takes what a visit needs for a hold or for appointments (one for each part, in order): time of
 * providers, rooms and devices; of a group appointment one seat. Returns, part by part, the
 * session in which a seat was taken. Throws the database's exclusion violation or SlotTakenError
 * when somebody was faster.
 */
export async function occupy(
  tx: TenantTransaction,
  request: {
    tenantId: string
    enqueue: Enqueue
    visit: readonly VisitPart[]
    cause: { kind: 'hold'; holdId: string } | { kind: 'appointment'; appointmentIds: readonly string[] }
    now: Date
  },
): Promise<(string | null)[]> {
  const { visit, cause, now } = request
  const ended = await takeTime(tx, {
    wanted: visit.flatMap((part, index) => (part.capacity > 1 ? [] : wantedTime(part, index))),
    cause,
    now,
  })
  const sessions: (string | null)[] = []
  for (const part of visit) {
    if (part.capacity <= 1) {
      sessions.push(null)
      continue
    }
    const seat = await takeGroupSeat(tx, part, now)
    if (!seat) throw new SlotTakenError('Every seat is taken')
    if (seat.isNew) {
      const { groupSessionId } = seat
      const wanted = wantedTime(part, 0)
      ended.push(...(await takeTime(tx, { wanted, cause: { kind: 'group', groupSessionId }, now })))
    }
    sessions.push(seat.groupSessionId)
  }
  await settleEndedHolds(tx, { ...request, ended })
  return sessions
}

function wantedTime(part: VisitPart, index: number) {
  return part.occupations.map(({ resourceId, start, end }) => ({
    resourceId,
    startsAt: new Date(start),
    endsAt: new Date(end),
    part: index,
  }))
}

const MAX_ATTEMPTS = 6

/**
 * Runs a transaction that takes or frees time, again when somebody else took part of it meanwhile:
 * the next attempt sees what they took, and finds another room or says that the slot is gone.
 * Throws the last violation when it loses every time.
 */
export async function retryWhenOvertaken<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt()
    } catch (error) {
      const isOvertaken = isExclusionViolation(error) || isContention(error) || isUniqueViolation(error)
      if (!isOvertaken || count === MAX_ATTEMPTS) throw error
    }
  }
}

/** Whether an attempt failed because somebody else has the slot. */
export function isSlotTaken(error: unknown): boolean {
  return error instanceof SlotTakenError || isExclusionViolation(error)
}
