import { ContinueSimulationRequest, StartSimulationRequest } from '@ava/protocol/portal/simulations.ts'
import express, { type Response, type Router } from 'express'
import {
  continueSimulation,
  startSimulation,
  type SimulationResult,
  type SimulatorDependencies,
} from '../../../conversation/simulation/simulate.ts'
import { HttpError } from '../../http-error.ts'
import { spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { rowId } from '../row-id.ts'
import { managingRoles } from '../staff-roles.ts'

/** Talks with this spa's own Ava that reach nobody and leave nothing. */
export function addSimulationRoutes(
  router: Router,
  deps: { access: PortalAccess; simulator: SimulatorDependencies },
): void {
  const { access, simulator } = deps
  const json = express.json({ limit: '16kb' })
  const actorOf = ({ session }: SpaVisit) => `user:${session.user.id}`

  router.post(
    '/simulations',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const body = StartSimulationRequest.parse(request.body)
      answer(response, await startSimulation(simulator, visit.tenant, { ...body, actor: actorOf(visit) }))
    }),
  )
  router.post(
    '/simulations/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'try')
      const body = ContinueSimulationRequest.parse(request.body)
      answer(response, await continueSimulation(simulator, visit.tenant, { id, ...body, actor: actorOf(visit) }))
    }),
  )
}

const gone = () => new HttpError(404, 'not_found', 'This try is gone. Begin a new one.')

function answer(response: Response, result: SimulationResult): void {
  if (result.ok) {
    response.json(result.simulation)
    return
  }
  switch (result.reason) {
    case 'gone':
      throw gone()
    case 'stale':
      throw new HttpError(409, 'stale', 'This try went on in another window. Begin a new one here.')
    case 'closed':
      throw new HttpError(409, 'closed', 'This try is over. Begin a new one.')
    case 'busy':
      throw new HttpError(429, 'too_many', 'That was a lot to Ava at once. Wait a minute, then go on.', {
        retryAfterSeconds: 60,
      })
  }
}
