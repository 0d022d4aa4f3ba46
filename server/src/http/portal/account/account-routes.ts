import { NameChange, NewSpaRequest } from '@ava/protocol/portal/account.ts'
import express, { type Router } from 'express'
import type { AccountStore } from '../../../auth/account-store.ts'
import { createSpa } from '../../../tenants/create-spa.ts'
import { newId } from '../../../db/new-id.ts'
import type { SharedLimit } from '../../../db/shared-limit.ts'
import { HttpError } from '../../http-error.ts'
import { requireSession, type PortalAccess } from '../access.ts'

export interface AccountRouteDependencies {
  access: PortalAccess
  accounts: AccountStore
  /** How many spas one person may make in a day. */
  newSpas: SharedLimit
}

/** The signed-in person's own account. Changes answer with the account as it then is. */
export function addOwnAccountRoutes(router: Router, { access, accounts, newSpas }: AccountRouteDependencies): void {
  const json = express.json({ limit: '4kb' })

  router.get('/account', async (request, response) => {
    const session = await requireSession(access, request)
    response.json(await accounts.read(session))
  })

  router.post('/account/name', json, async (request, response) => {
    const session = await requireSession(access, request)
    const { name } = NameChange.parse(request.body)
    await accounts.rename(session, name)
    response.json(await accounts.read(session))
  })

  // All but the one that asks.
  router.delete('/account/sessions', async (request, response) => {
    const session = await requireSession(access, request)
    await accounts.endOthers(session)
    response.json(await accounts.read(session))
  })

  router.delete('/account/sessions/:id', async (request, response) => {
    const session = await requireSession(access, request)
    const sessionId = String(request.params['id'])
    if (!(await accounts.endOne(session, sessionId)))
      throw new HttpError(404, 'not_found', 'This session has ended already. Load the page anew.')
    response.json(await accounts.read(session))
  })

  router.post('/spas', json, async (request, response) => {
    const { user } = await requireSession(access, request)
    const { name, timeZone } = NewSpaRequest.parse(request.body)
    const permission = await newSpas.take(user.id)
    if (!permission.ok)
      throw new HttpError(429, 'too_many_requests', 'These are many spas for one day. Go on tomorrow.', {
        retryAfterSeconds: Math.ceil(permission.retryAfterMs / 1000),
      })
    response.status(201).json(await createSpa(access.tenant(newId()), { name, timeZone, ownerUserId: user.id }))
  })
}
