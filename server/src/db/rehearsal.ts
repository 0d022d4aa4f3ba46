import { AsyncLocalStorage } from 'node:async_hooks'
import { nameTenant, scopedClient, type Tenant, type TenantTransaction } from './for-tenant.ts'
import type { PrismaClient } from './generated/client.ts'
import { lockForTransaction } from './locks.ts'
import { madeRows, putBack, type MadeRows } from './rehearsal-rows.ts'
import { tenantSecrets, type Keyring } from './sealing.ts'

const TIMEOUT_MS = 20_000

class RolledBack extends Error {
  override name = 'RolledBack'
}

export interface Rehearsal<T> {
  result: T
  /** What would be there now: given to the next rehearsal, it goes on from here. */
  rows: MadeRows
}

/** As `rehearse`, for a spa. */
export type Rehearse = <T>(
  options: { tenantId: string; conversationId: string; rows: MadeRows },
  work: (tenant: Tenant, tx: TenantTransaction) => Promise<T>,
) => Promise<Rehearsal<T>>

/**
 * Runs `work` as if: against the spa's real data, with everything that earlier rehearsals of the same conversation
 * made put back, in one transaction that is rolled back whatever happens. Nothing of it is ever committed, so nobody
 * else sees it, hears of it (NOTIFY goes out at commit) or is sent anything (jobs are rows, too).
 *
 * `work` gets a tenant whose every query and transaction runs inside: it has no other way to the database. While it
 * runs, somebody who wants exactly the same time waits for its end, some hundredth of a second.
 */
export async function rehearse<T>(
  base: PrismaClient,
  options: { tenantId: string; keyring: Keyring | null; conversationId: string; rows: MadeRows },
  work: (tenant: Tenant, tx: TenantTransaction) => Promise<T>,
): Promise<Rehearsal<T>> {
  const { tenantId, keyring, conversationId, rows } = options
  let rehearsal: Rehearsal<T> | undefined
  try {
    await inOrder(base, tenantId).$transaction(
      async (tx) => {
        await nameTenant(tx, tenantId)
        const tenant = tenantInside(tx, { tenantId, keyring })
        // A time that was taken in the meantime: what was rehearsed with it begins anew.
        await tenant.transaction((inner) => putBack(inner, rows)).catch(() => undefined)
        const result = await work(tenant, tx)
        rehearsal = { result, rows: await madeRows(tx, { conversationId }) }
        throw new RolledBack()
      },
      // What others commit meanwhile must not look like ours (rehearsal-rows.ts).
      { isolationLevel: 'RepeatableRead', timeout: TIMEOUT_MS },
    )
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  return rehearsal!
}

/** What is asked for side by side goes down the one connection in turn. */
function inOrder(base: PrismaClient, tenantId: string) {
  let tail: Promise<unknown> = Promise.resolve()
  return scopedClient(base, tenantId).$extends({
    query: {
      $allOperations({ args, query }) {
        const run = tail.then(() => query(args))
        tail = run.catch(() => undefined)
        return run
      },
    },
  })
}

/** The spa as it is seen from inside one transaction: its transactions are savepoints, one after another. */
function tenantInside(
  tx: TenantTransaction,
  { tenantId, keyring }: { tenantId: string; keyring: Keyring | null },
): Tenant {
  const inside = new AsyncLocalStorage<true>()
  let tail: Promise<unknown> = Promise.resolve()
  let count = 0

  const atSavepoint = async <T>(work: (tx: TenantTransaction) => Promise<T>, lock?: string): Promise<T> => {
    const name = `rehearsal_${++count}`
    await tx.$executeRawUnsafe(`savepoint ${name}`)
    try {
      if (lock !== undefined) await lockForTransaction(tx, lock)
      const result = await work(tx)
      await tx.$executeRawUnsafe(`release savepoint ${name}`)
      return result
    } catch (error) {
      await tx.$executeRawUnsafe(`rollback to savepoint ${name}`)
      throw error
    }
  }

  return {
    id: tenantId,
    db: tx,
    secrets: tenantSecrets(tenantId, keyring),
    transaction(work, options) {
      // Savepoints nest but do not cross: two that were begun side by side take their turns.
      if (inside.getStore()) return atSavepoint(work, options?.lock)
      const run = tail.then(() => inside.run(true, () => atSavepoint(work, options?.lock)))
      tail = run.catch(() => undefined)
      return run
    },
  }
}
