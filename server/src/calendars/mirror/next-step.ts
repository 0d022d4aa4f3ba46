import type { MirroredEvent, OutsideEvent, TimeSpan } from '../../adapters/calendar/calendar.ts'

/** What we know of our event from the last time that we wrote it. */
export interface LastWritten {
  /** 0: nothing was ever written. */
  writtenVersion: number
  isDeleted: boolean
}

export type NextStep =
  /** Create it: there is none. */
  | { do: 'create' }
  /** Write over exactly this version of it. */
  | { do: 'write'; ifMatch: string }
  /** A person moved or deleted it: they are asked, nobody wins silently. */
  | { do: 'ask'; change: OutsideChange }

export type OutsideChange = { what: 'moved'; to: TimeSpan; etag: string } | { what: 'deleted'; etag: string }

/**
 * What to do about our event, which is not as we left it. We note in it the times that we wrote:
 * while it stands where its own note says, nobody has moved it, whatever became of our own
 * memory of it (an answer that was lost, another job that was faster).
 */
export function nextStep(found: OutsideEvent | null, wanted: MirroredEvent, last: LastWritten): NextStep {
  const wasThere = last.writtenVersion > 0 && !last.isDeleted
  if (!found) return wasThere ? { do: 'ask', change: { what: 'deleted', etag: '' } } : { do: 'create' }
  const { etag } = found
  // Ours to bring back: we deleted it ourselves, or never knew that it was there.
  if (!found.time) return wasThere ? { do: 'ask', change: { what: 'deleted', etag } } : { do: 'write', ifMatch: etag }
  if (isSameTime(found.time, wanted) || (found.mark && isSameTime(found.time, found.mark))) {
    return { do: 'write', ifMatch: etag }
  }
  return { do: 'ask', change: { what: 'moved', to: found.time, etag } }
}

/** Google keeps whole seconds. */
export function isSameTime(one: TimeSpan, other: TimeSpan): boolean {
  return second(one.startsAt) === second(other.startsAt) && second(one.endsAt) === second(other.endsAt)
}

function second(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}
