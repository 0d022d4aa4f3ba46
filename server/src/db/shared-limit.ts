import { createHmac } from 'node:crypto'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { PrismaClient } from './client.ts'

/** Where limits are counted: together with all other processes, or by this one alone (null). */
export interface LimitStore {
  database: PrismaClient
  /** Keys the hashes under which somebody is counted. The same in every process. */
  secret: string
}

export type Permission = { ok: true } | { ok: false; retryAfterMs: number }

export interface SharedLimit {
  /** Takes one of the `points` that `key` has in the period. Never throws for a database that is away. */
  take(key: string): Promise<Permission>
}

/**
 * So many in so many seconds for each key, counted in the database by all processes together. Who is over is
 * remembered in memory, by the process that refused them: a flood costs a row one write per
 * request until then and nothing after, so that it does not make the database its victim. While the database is
 * away each process counts for itself.
 *
 * Keys may be numbers and network addresses, which are personal data: they are stored as keyed
 * hashes, which nobody can try out without the secret.
 */
export function createSharedLimit(
  store: LimitStore | null,
  options: { name: string; points: number; seconds: number },
): SharedLimit {
  const { name, points, seconds } = options
  const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })
  const limiter =
    store === null
      ? memory
      : new RateLimiterPostgres({
          storeClient: queriesOver(store.database),
          storeType: 'client',
          tableName: 'shared_limits',
          tableCreated: true,
          keyPrefix: name,
          points,
          duration: seconds,
          inMemoryBlockOnConsumed: points,
          insuranceLimiter: memory,
        })
  const secret = store?.secret ?? ''
  return {
    async take(key) {
      try {
        await limiter.consume(createHmac('sha256', secret).update(`${name}:${key}`).digest('base64url'))
        return { ok: true }
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        return { ok: false, retryAfterMs: Math.max(1, refusal.msBeforeNext) }
      }
    },
  }
}

interface Query {
  text: string
  values: unknown[]
}

/** What rate-limiter-flexible asks of node-pg's client, over our own pool. */
function queriesOver(database: PrismaClient) {
  return {
    async query({ text, values }: Query) {
      const rows = await database.$queryRawUnsafe<{ points?: number; expire?: bigint | null }[]>(text, ...values)
      // It reckons with numbers.
      const counted = rows.map((row) => (row.expire == null ? row : { ...row, expire: Number(row.expire) }))
      return { rows: counted, rowCount: rows.length }
    },
  }
}
