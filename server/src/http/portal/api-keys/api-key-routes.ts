import { ApiKeyRequest, type ApiKeyList, type ApiKeyMade } from '@ava/protocol/portal/api-keys.ts'
import express, { type Router } from 'express'
import { listKeys, makeKey, revokeKey } from '../../../tenants/api-keys.ts'
import { spaRoute, type PortalAccess } from '../access.ts'
import { notFound, rowId } from '../row-id.ts'
import { actorOf, refused } from '../set-up/answer.ts'
import { managingRoles } from '../staff-roles.ts'

export function addApiKeyRoutes(
  router: Router,
  deps: { access: PortalAccess; publicBaseUrl: string; clock: () => Date },
): void {
  const { access, publicBaseUrl, clock } = deps
  router.get(
    '/api-keys',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      const list: ApiKeyList = { keys: await listKeys(tenant), baseUrl: `${publicBaseUrl}/api/v1` }
      response.json(list)
    }),
  )
  router.post(
    '/api-keys',
    express.json({ limit: '4kb' }),
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const making = await makeKey(visit.tenant, {
        request: ApiKeyRequest.parse(request.body),
        actor: actorOf(visit),
      })
      if (!making.ok) throw refused(making, 'key')
      const made: ApiKeyMade = { id: making.id, key: making.key }
      response.json(made)
    }),
  )
  router.delete(
    '/api-keys/:id',
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'key')
      const revoked = await revokeKey(visit.tenant, { id, actor: actorOf(visit), now: clock() })
      if (!revoked) throw notFound('key')
      response.json(revoked)
    }),
  )
}
