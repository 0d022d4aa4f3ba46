import { SetUpActive, SetUpKey } from '@ava/protocol/portal/set-up.ts'
import { ProviderRequest, ResourceRequest } from '@ava/protocol/portal/set-up-people.ts'
import express, { type Router } from 'express'
import { readProvider, readProviders, readResources } from '../../../scheduling/set-up/read-people.ts'
import { removeFromSetUp } from '../../../scheduling/set-up/remove.ts'
import { saveProvider, setProviderActive } from '../../../scheduling/set-up/save-provider.ts'
import { saveResource, setResourceActive } from '../../../scheduling/set-up/save-resource.ts'
import { spaRoute, type PortalAccess } from '../access.ts'
import { notFound, rowId } from '../row-id.ts'
import { managingRoles } from '../staff-roles.ts'
import { actorOf, answerRemoved, answerSaved, rowOrNew } from './answer.ts'

export function addPeopleRoutes(router: Router, deps: { access: PortalAccess; clock: () => Date }): void {
  addProviderRoutes(router, deps)
  addResourceRoutes(router, deps)
}

function addProviderRoutes(router: Router, { access, clock }: { access: PortalAccess; clock: () => Date }): void {
  const json = express.json({ limit: '128kb' })

  router.get(
    '/set-up/providers',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readProviders(tenant, { now: clock() }))
    }),
  )

  router.get(
    '/set-up/providers/:id',
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      const detail = await readProvider(tenant, { id: rowOrNew(request.params['id'], 'provider') })
      if (!detail) throw notFound('provider')
      response.json(detail)
    }),
  )

  router.post(
    '/set-up/providers/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowOrNew(request.params['id'], 'provider')
      const change = { id, request: ProviderRequest.parse(request.body), actor: actorOf(visit), now: clock() }
      answerSaved(response, await saveProvider(visit.tenant, change), 'provider')
    }),
  )

  router.post(
    '/set-up/providers/:id/active',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'provider')
      const change = { id, ...SetUpActive.parse(request.body), actor: actorOf(visit), now: clock() }
      answerSaved(response, await setProviderActive(visit.tenant, change), 'provider')
    }),
  )

  router.delete(
    '/set-up/providers/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const thing = { kind: 'provider' as const, id: rowId(request.params['id'], 'provider'), now: clock() }
      const { updatedAt } = SetUpKey.parse(request.body)
      const removal = await removeFromSetUp(visit.tenant, { ...thing, updatedAt, actor: actorOf(visit) })
      answerRemoved(response, removal, 'provider')
    }),
  )
}

function addResourceRoutes(router: Router, { access, clock }: { access: PortalAccess; clock: () => Date }): void {
  const json = express.json({ limit: '16kb' })

  router.get(
    '/set-up/resources',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readResources(tenant))
    }),
  )

  router.post(
    '/set-up/resources/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowOrNew(request.params['id'], 'room or device')
      const change = { id, request: ResourceRequest.parse(request.body), actor: actorOf(visit), now: clock() }
      answerSaved(response, await saveResource(visit.tenant, change), 'room or device')
    }),
  )

  router.post(
    '/set-up/resources/:id/active',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'room or device')
      const change = { id, ...SetUpActive.parse(request.body), actor: actorOf(visit), now: clock() }
      answerSaved(response, await setResourceActive(visit.tenant, change), 'room or device')
    }),
  )

  router.delete(
    '/set-up/resources/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const thing = { kind: 'resource' as const, id: rowId(request.params['id'], 'room or device'), now: clock() }
      const { updatedAt } = SetUpKey.parse(request.body)
      const removal = await removeFromSetUp(visit.tenant, { ...thing, updatedAt, actor: actorOf(visit) })
      answerRemoved(response, removal, 'room or device')
    }),
  )
}
