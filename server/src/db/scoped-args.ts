const globalModels = new Set(['User', 'Session', 'Account', 'Verification', 'RateLimit', 'Agency'])
const reads = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
])
const creates = new Set(['create', 'createMany', 'createManyAndReturn'])

/** A write that names another spa. It is a bug or an attack, never an answer to give. */
export class ForeignTenantError extends Error {
  override name = 'ForeignTenantError'
  constructor(model: string, operation: string) {
    super(`${model}.${operation} names another tenant`)
  }
}

type Args = Record<string, unknown> & { where?: Record<string, unknown> }

/**
 * The arguments of one call, scoped to a tenant. Reads that name another tenant
 * find nothing; writes that do, nested ones included, throw ForeignTenantError.
 * What is created gets its tenant from the column's default, so `data` may hold
 * nested relations. Throws for the models that are not a tenant's.
 */
export function scopedArgs<A>(tenantId: string, model: string, operation: string, args: A): A {
  if (globalModels.has(model)) throw new Error(`${model} is not a tenant's table: use the function in db/ made for it`)
  const given = (args ?? {}) as Args
  if (!reads.has(operation) && namesOtherTenant(given, tenantId)) throw new ForeignTenantError(model, operation)
  if (model === 'Tenant') return ownRow(tenantId, operation, given) as A
  if (creates.has(operation)) return given as A
  return { ...given, where: narrowed(given.where, { tenantId }) } as A
}

/** The spa's own row is keyed by its id. */
function ownRow(tenantId: string, operation: string, args: Args): Args {
  if (operation !== 'create') return { ...args, where: narrowed(args.where, { id: tenantId }) }
  const data = args['data'] as { id?: string }
  if (data.id !== undefined && data.id !== tenantId) throw new ForeignTenantError('Tenant', operation)
  return { ...args, data: { ...data, id: tenantId } }
}

/** With AND, because the caller's own condition on the tenant must not be written over but contradicted. */
function narrowed(where: Record<string, unknown> | undefined, scope: Record<string, string>) {
  if (where === undefined) return scope
  // A compound key with our tenant in it is scoped already; without the AND, Prisma can upsert in one statement.
  const isScoped = Object.entries(where).some(
    ([key, value]) => key.startsWith('tenantId_') && isObject(value) && value['tenantId'] === scope['tenantId'],
  )
  if (isScoped) return where
  const { AND } = where
  const others: unknown[] = AND === undefined ? [] : Array.isArray(AND) ? AND : [AND]
  return { ...where, AND: [...others, scope] }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function namesOtherTenant(value: unknown, tenantId: string): boolean {
  if (Array.isArray(value)) return value.some((item) => namesOtherTenant(item, tenantId))
  if (!isObject(value)) return false
  return Object.entries(value).some(([key, inner]) =>
    key === 'tenantId' && typeof inner === 'string' && uuid.test(inner)
      ? inner.toLowerCase() !== tenantId.toLowerCase()
      : namesOtherTenant(inner, tenantId),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Throws when it is not a uuid: an empty or forged id must never reach a query. */
export function requireTenantId(tenantId: string): string {
  if (!uuid.test(tenantId)) throw new Error('A tenant id is a uuid')
  return tenantId.toLowerCase()
}
