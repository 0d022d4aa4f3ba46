// What Prisma 7 throws over adapter-pg, told apart. The SQLSTATE is the only part
// that does not depend on how the statement was made (model, createMany or raw SQL).

/** Two rows would occupy the same resource at the same time. */
export function isExclusionViolation(error: unknown): boolean {
  return sqlState(error) === '23P01'
}

/** A row with this key is there already. `constraint` narrows it to one key, by its name in the database. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false
  return constraint === undefined || constraintName(error) === constraint
}

/** Something still refers to the row that was to be removed. */
export function isReferredTo(error: unknown): boolean {
  const state = sqlState(error)
  return state === '23503' || state === '23001' || (error as { code?: unknown } | null)?.code === 'P2003'
}

/** Two transactions stood in each other's way and this one was ended: run it again. */
export function isContention(error: unknown): boolean {
  const state = sqlState(error)
  return state === '40P01' || state === '40001' || (error as { code?: unknown } | null)?.code === 'P2034'
}

/** The database could not be reached, went away, or had no connection to give: the same call may succeed later. */
export function isUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown }
    if (typeof code === 'string' && unavailableCodes.has(code)) return true
    if (unavailableMessages.some((message) => cause instanceof Error && cause.message.includes(message))) return true
  }
  const adapter = adapterCause(error)
  if (adapter?.kind !== undefined && unavailableKinds.has(adapter.kind)) return true
  const state = sqlState(error)
  // 08: connection exceptions. 57P0x: shut down, crashed, or not ready yet.
  return state !== undefined && (state.startsWith('08') || /^57P0[1-3]$/.test(state) || state === '53300')
}

const unavailableCodes = new Set([
  'P1001',
  'P1002',
  'P1017',
  'P2024',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
])
const unavailableKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'])
// Errors that carry no code: node-pg's, and Prisma's P2028 in the one case where nothing has begun.
const unavailableMessages = [
  'Client has encountered a connection error and is not queryable',
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Unable to start a transaction in the given time',
]

interface AdapterCause {
  kind?: string
  originalCode?: string
  constraint?: { index?: string }
}

function adapterCause(error: unknown): AdapterCause | undefined {
  const { meta } = (error ?? {}) as { meta?: { driverAdapterError?: { cause?: AdapterCause } } }
  return meta?.driverAdapterError?.cause
}

/** The five-character code of PostgreSQL, from Prisma's errors and from node-pg's. */
function sqlState(error: unknown): string | undefined {
  const original = adapterCause(error)?.originalCode
  if (original !== undefined) return original
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

function constraintName(error: unknown): string | undefined {
  return adapterCause(error)?.constraint?.index ?? (error as { constraint?: string }).constraint
}
