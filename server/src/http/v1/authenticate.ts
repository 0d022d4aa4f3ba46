import type { ApiScope } from '@ava/protocol/portal/api-keys.ts'
import type { Request, RequestHandler, Response } from 'express'
import type { Tenant } from '../../db/for-tenant.ts'
import type { SharedLimit } from '../../db/shared-limit.ts'
import { openKey, spaOfKey } from '../../tenants/api-keys.ts'
import { HttpError } from '../http-error.ts'

export interface ApiDependencies {
  tenant: (tenantId: string) => Tenant
  clock: () => Date
  addressOf: (request: Request) => string
  /** Of one key. */
  perKey: SharedLimit
  /** Of one address whose keys open nothing: who guesses is slowed down. */
  refusals: SharedLimit
}

/** A route of the API: key → spa → scope → how often. */
export function apiRoute(
  deps: ApiDependencies,
  scope: ApiScope,
  handle: (tenant: Tenant, request: Request, response: Response, keyId: string) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const key = /^Bearer (\S{1,200})$/i.exec(request.get('authorization') ?? '')?.[1]
    const spa = key === undefined ? null : spaOfKey(key)
    const tenant = spa === null ? null : deps.tenant(spa)
    const opened = tenant && key !== undefined ? await openKey(tenant, { key, now: deps.clock() }) : null
    if (!tenant || !opened) {
      await admit(deps.refusals, deps.addressOf(request))
      response.set('WWW-Authenticate', 'Bearer')
      throw new HttpError(401, 'no_key', 'Send a key that is in use: Authorization: Bearer ava_… (Set-up › API).')
    }
    if (!opened.scopes.includes(scope)) {
      throw new HttpError(
        403,
        'scope_missing',
        `This key does not have the scope ${scope}. Make another in the portal.`,
      )
    }
    await admit(deps.perKey, opened.id)
    await handle(tenant, request, response, opened.id)
  }
}

async function admit(limit: SharedLimit, who: string): Promise<void> {
  const permission = await limit.take(who)
  if (permission.ok) return
  const retryAfterSeconds = Math.ceil(permission.retryAfterMs / 1_000)
  throw new HttpError(429, 'too_many_requests', 'Too many requests. Wait, then go on.', { retryAfterSeconds })
}
