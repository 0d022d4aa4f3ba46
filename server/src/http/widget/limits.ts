import { createSharedLimit, type LimitStore, type Permission } from '../../db/shared-limit.ts'
import { HttpError } from '../http-error.ts'

/** Throws HttpError 429 when this address, or this spa, has asked for too many sessions in the last minute. */
export type SessionLimit = (who: { address: string; tenantId: string }) => Promise<void>

/** Counted by all processes together, where there is a store; by this one alone where not. */
export function createSessionLimit(
  limits: { perAddress: number; perTenant: number },
  store: LimitStore | null = null,
): SessionLimit {
  const byAddress = createSharedLimit(store, { name: 'sessions of address', points: limits.perAddress, seconds: 60 })
  const byTenant = createSharedLimit(store, { name: 'sessions of spa', points: limits.perTenant, seconds: 60 })
  return async ({ address, tenantId }) => {
    // One address first: it must not use up what the spa's other visitors have.
    admit(await byAddress.take(addressKey(address)))
    admit(await byTenant.take(tenantId))
  }
}

function admit(permission: Permission): void {
  if (permission.ok) return
  const retryAfterSeconds = Math.max(1, Math.ceil(permission.retryAfterMs / 1000))
  throw new HttpError(429, 'too_many_requests', `Too many new conversations. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  })
}

/** One IPv6 customer has a whole /64: its addresses count as one. */
export function addressKey(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  const [head = '', tail = ''] = address.split('::', 2)
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = address.includes('::')
    ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
    : []
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`
}
