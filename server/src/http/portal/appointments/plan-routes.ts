import { BookSessionsRequest, PlanQuery, StartPlanRequest } from '@ava/protocol/portal/plans.ts'
import express, { type Router } from 'express'
import { spaRoute } from '../access.ts'
import { rowId } from '../row-id.ts'
import { staffIdOf } from '../staff-id.ts'
import { deskRoles } from '../staff-roles.ts'
import type { AppointmentDependencies } from './appointment-routes.ts'
import { bookPlanSessions, startPlan, stopPlan } from './change-plan.ts'
import { readPlan } from './read-plan.ts'

/** Treatment plans. Changes answer with the plan's progress as it then is. */
export function addPlanRoutes(router: Router, { access, clock, enqueue }: AppointmentDependencies): void {
  const json = express.json({ limit: '8kb' })

  router.post(
    '/appointments/:id/plan',
    json,
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const appointmentId = rowId(request.params['id'], 'appointment')
      const id = await startPlan(visit, { appointmentId, request: StartPlanRequest.parse(request.body) })
      const staffId = await staffIdOf(visit)
      response.json(await readPlan(visit.tenant, { id, staffId, now: clock(), withProposal: false }))
    }),
  )

  router.get(
    '/plans/:id',
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'plan')
      const withProposal = PlanQuery.parse(request.query).proposal === 'true'
      const staffId = await staffIdOf(visit)
      response.json(await readPlan(visit.tenant, { id, staffId, now: clock(), withProposal }))
    }),
  )

  router.post(
    '/plans/:id/sessions',
    json,
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const planId = rowId(request.params['id'], 'plan')
      const staffId = await staffIdOf(visit)
      const now = clock()
      await bookPlanSessions(visit, {
        planId,
        request: BookSessionsRequest.parse(request.body),
        staffId,
        now,
        enqueue,
      })
      response.json(await readPlan(visit.tenant, { id: planId, staffId, now, withProposal: false }))
    }),
  )

  router.post(
    '/plans/:id/stop',
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'plan')
      await stopPlan(visit, { planId: id })
      const staffId = await staffIdOf(visit)
      response.json(await readPlan(visit.tenant, { id, staffId, now: clock(), withProposal: false }))
    }),
  )
}
