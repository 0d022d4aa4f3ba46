import { FirstPersonaRequest, FirstRunStepRequest } from '@ava/protocol/portal/first-run.ts'
import { PolicyRequest } from '@ava/protocol/portal/set-up-policies.ts'
import express, { type Router } from 'express'
import { publishPolicy, readPolicies } from '../../../catalog/policies.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { noteStep, readFirstRun, setFirstPersona } from '../../../tenants/first-run.ts'
import { spaRoute, type PortalAccess } from '../access.ts'
import { managingRoles } from '../staff-roles.ts'
import { actorOf, answerSaved } from './answer.ts'
import { addPeopleRoutes } from './people-routes.ts'
import { addPlaceRoutes } from './place-routes.ts'
import { addServiceRoutes } from './service-routes.ts'

interface SetUpDependencies {
  access: PortalAccess
  clock: () => Date
  enqueue: Enqueue
  /** Where Ava herself is served: a visit from there is not one of the spa's website. */
  ownOrigins: readonly string[]
}

/** What a spa sells, who does it, where and when, and by which rules. Agencies set up like managers. */
export function addSetUpRoutes(router: Router, deps: SetUpDependencies): void {
  addServiceRoutes(router, deps)
  addPeopleRoutes(router, deps)
  addPlaceRoutes(router, deps)
  addPolicyRoutes(router, deps)
  addFirstRunRoutes(router, deps)
}

function addPolicyRoutes(router: Router, { access, clock, enqueue }: SetUpDependencies): void {
  router.get(
    '/set-up/policies',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readPolicies(tenant, { now: clock() }))
    }),
  )

  router.post(
    '/set-up/policies',
    express.json({ limit: '32kb' }),
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const policy = PolicyRequest.parse(request.body)
      const change = { request: policy, actor: actorOf(visit), now: clock(), enqueue }
      answerSaved(response, await publishPolicy(visit.tenant, change), 'policy')
    }),
  )
}

function addFirstRunRoutes(router: Router, { access, clock, ownOrigins }: SetUpDependencies): void {
  const json = express.json({ limit: '8kb' })

  router.get(
    '/first-run',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readFirstRun(tenant, { ownOrigins }))
    }),
  )

  router.post(
    '/first-run/step',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const step = FirstRunStepRequest.parse(request.body)
      await noteStep(visit.tenant, { ...step, actor: actorOf(visit), now: clock() })
      response.json(await readFirstRun(visit.tenant, { ownOrigins }))
    }),
  )

  router.post(
    '/first-run/persona',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const wanted = FirstPersonaRequest.parse(request.body)
      const change = { wanted, actor: actorOf(visit), now: clock() }
      answerSaved(response, await setFirstPersona(visit.tenant, change), 'persona')
    }),
  )
}
