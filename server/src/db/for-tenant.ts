import { Prisma, type PrismaClient } from './generated/client.ts'
import { requireTenantId, scopedArgs } from './scoped-args.ts'
import { tenantSecrets, type Keyring, type TenantSecrets } from './sealing.ts'

/**
 * The first lock on tenancy: everything a query reads or writes is scoped to
 * one tenant in the query itself. The second (row-level security, through
 * `app.tenant_id`) and the third (composite foreign keys) are in the database.
 */
function scopeToTenant(tenantId: string) {
  return Prisma.defineExtension({
    name: 'scope-to-tenant',
    query: {
      $allModels: {
        $allOperations({ model, operation, args, query }) {
          return query(scopedArgs(tenantId, model, operation, args))
        },
      },
    },
  })
}

/** As scopeToTenant, and each query alone in a transaction that names the tenant to the database. */
function scopeInOwnTransaction(base: PrismaClient, tenantId: string) {
  return Prisma.defineExtension({
    name: 'scope-in-own-transaction',
    query: {
      $allModels: {
        async $allOperations({ model, operation, args, query }) {
          const [, result] = await base.$transaction([
            nameTenant(base, tenantId),
            query(scopedArgs(tenantId, model, operation, args)) as Prisma.PrismaPromise<unknown>,
          ])
          return result
        },
      },
    },
  })
}

export function nameTenant(client: Pick<PrismaClient, '$executeRaw'>, tenantId: string) {
  return client.$executeRaw`select set_config('app.tenant_id', ${tenantId}, true)`
}

/**
 * As nameTenant, and waits for the spa's lock of this name (as lockForTransaction in locks.ts) in
 * the same round trip. What the transaction reads, it reads after that.
 */
function nameTenantAndLock(client: Pick<PrismaClient, '$executeRaw'>, tenantId: string, thing: string) {
  return client.$executeRaw`
    select set_config('app.tenant_id', ${tenantId}, true),
      pg_advisory_xact_lock(hashtextextended(${`${tenantId}:${thing}`}, 0))`
}

export function scopedClient(base: PrismaClient, tenantId: string) {
  return base.$extends(scopeToTenant(tenantId))
}

/** The models, scoped to one tenant. Raw SQL lives in `db/` and takes a `TenantTransaction`. */
export type TenantDb = Omit<
  ReturnType<typeof scopedClient>,
  | '$transaction'
  | '$extends'
  | '$connect'
  | '$disconnect'
  | '$executeRaw'
  | '$executeRawUnsafe'
  | '$queryRaw'
  | '$queryRawUnsafe'
  | '$on'
  | '$use'
>

/** One open transaction of a tenant: the scoped models, and raw SQL for the files in `db/`. */
export type TenantTransaction = Omit<
  ReturnType<typeof scopedClient>,
  '$transaction' | '$extends' | '$connect' | '$disconnect' | '$on' | '$use'
>

/** One spa's access to its own data, and the only way domain code reaches the database. */
export interface Tenant {
  readonly id: string
  /** Each call is a transaction of its own (about 1.3 ms). Group a request's work with `transaction`. */
  readonly db: TenantDb
  /**
   * Runs `work` in one transaction, named to the database as this tenant's; rolled back when it
   * throws. With `lock`, one at a time in this spa for whoever names the same thing (locks.ts).
   */
  transaction<T>(
    work: (tx: TenantTransaction) => Promise<T>,
    options?: { timeoutMs?: number; lock?: string },
  ): Promise<T>
  /** Seals and opens what is kept at rest: tokens of integrations, medical answers. */
  readonly secrets: TenantSecrets
}

/** Throws when `tenantId` is not a uuid. Without a keyring nothing can be sealed or opened. */
export function forTenant(base: PrismaClient, tenantId: string, keyring: Keyring | null = null): Tenant {
  const id = requireTenantId(tenantId)
  const scoped = scopedClient(base, id)
  return {
    id,
    secrets: tenantSecrets(id, keyring),
    db: base.$extends(scopeInOwnTransaction(base, id)),
    transaction: (work, options) =>
      scoped.$transaction(
        async (tx) => {
          await (options?.lock === undefined ? nameTenant(tx, id) : nameTenantAndLock(tx, id, options.lock))
          return work(tx)
        },
        options?.timeoutMs === undefined ? undefined : { timeout: options.timeoutMs },
      ),
  }
}
