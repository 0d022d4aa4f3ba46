import { SetUpKey } from '@ava/protocol/portal/set-up.ts'
import { BusinessRequest, ExceptionRequest, HoursRequest, LocationRequest } from '@ava/protocol/portal/set-up-places.ts'
import express, { type Router } from 'express'
import { removeFromSetUp } from '../../../scheduling/set-up/remove.ts'
import {
  removeException,
  saveBusiness,
  saveException,
  saveHours,
  saveLocation,
} from '../../../scheduling/set-up/save-places.ts'
import { readBusiness } from '../../../tenants/read-business.ts'
import { spaRoute, type PortalAccess } from '../access.ts'
import { rowId } from '../row-id.ts'
import { managingRoles } from '../staff-roles.ts'
import { actorOf, answerRemoved, answerSaved, rowOrNew } from './answer.ts'

export function addPlaceRoutes(router: Router, { access, clock }: { access: PortalAccess; clock: () => Date }): void {
  const json = express.json({ limit: '32kb' })

  router.get(
    '/set-up/business',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readBusiness(tenant, { now: clock() }))
    }),
  )

  router.post(
    '/set-up/business',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const business = BusinessRequest.parse(request.body)
      answerSaved(response, await saveBusiness(visit.tenant, { request: business, actor: actorOf(visit) }), 'business')
    }),
  )

  router.post(
    '/set-up/locations/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowOrNew(request.params['id'], 'location')
      const change = { id, request: LocationRequest.parse(request.body), actor: actorOf(visit), now: clock() }
      answerSaved(response, await saveLocation(visit.tenant, change), 'location')
    }),
  )

  router.delete(
    '/set-up/locations/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const thing = { kind: 'location' as const, id: rowId(request.params['id'], 'location'), now: clock() }
      const { updatedAt } = SetUpKey.parse(request.body)
      const removal = await removeFromSetUp(visit.tenant, { ...thing, updatedAt, actor: actorOf(visit) })
      answerRemoved(response, removal, 'location')
    }),
  )

  router.post(
    '/set-up/locations/:id/hours',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'location')
      const change = { id, ...HoursRequest.parse(request.body), actor: actorOf(visit), now: clock() }
      answerSaved(response, await saveHours(visit.tenant, change), 'location')
    }),
  )

  router.post(
    '/set-up/locations/:id/exceptions',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const locationId = rowId(request.params['id'], 'location')
      const exception = ExceptionRequest.parse(request.body)
      const change = { locationId, request: exception, actor: actorOf(visit), now: clock() }
      answerSaved(response, await saveException(visit.tenant, change), 'location')
    }),
  )

  router.delete(
    '/set-up/exceptions/:id',
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'day')
      answerSaved(response, await removeException(visit.tenant, { id, actor: actorOf(visit), now: clock() }), 'day')
    }),
  )
}
