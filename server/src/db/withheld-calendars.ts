import { Prisma } from './generated/client.ts'

/**
 * A calendar that was last read so long ago is withheld, whether anybody has written so or not:
 * also when no job runs at all. Two regular readings and the decision about the second have failed by then.
 */
export const MOST_STALE_MS = 45 * 60_000

/** Whether calendar `c` keeps its provider from being booked. One that was never read says so itself. */
export function isWithheld(now: Date): Prisma.Sql {
  const staleBefore = new Date(now.getTime() - MOST_STALE_MS)
  return Prisma.sql`(c.withheld_since is not null or c.last_synced_at < ${staleBefore})`
}
