import { AppointmentAction, DayQuery, FreeTimesQuery, MoveRequest } from '@ava/protocol/portal/appointments.ts'
import express, { type Router } from 'express'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { everyRole, spaRoute, type PortalAccess } from '../access.ts'
import { rowId } from '../row-id.ts'
import { staffRoles } from '../staff-roles.ts'
import { actOnAppointment, moveAppointment } from './change-appointment.ts'
import { readFreeTimes } from './free-times.ts'
import { readAppointment, readFees } from './read-appointment.ts'
import { readDay } from './read-day.ts'
import { staffIdOf } from '../staff-id.ts'

export interface AppointmentDependencies {
  access: PortalAccess
  clock: () => Date
  enqueue: Enqueue
}

/** Changes answer with the appointment as it then is. */
export function addAppointmentRoutes(router: Router, { access, clock, enqueue }: AppointmentDependencies): void {
  const json = express.json({ limit: '8kb' })

  router.get(
    '/day',
    spaRoute(access, everyRole, async ({ tenant, membership }, request, response) => {
      const query = DayQuery.parse(request.query)
      const mayChange = staffRoles.includes(membership.role)
      response.json(await readDay(tenant, { query, mayChange, now: clock() }))
    }),
  )

  router.get(
    '/appointments/:id',
    spaRoute(access, everyRole, async ({ tenant, membership }, request, response) => {
      const id = rowId(request.params['id'], 'appointment')
      const mayChange = staffRoles.includes(membership.role)
      response.json(await readAppointment(tenant, { id, mayChange, now: clock() }))
    }),
  )

  router.get(
    '/appointments/:id/fees',
    spaRoute(access, staffRoles, async ({ tenant }, request, response) => {
      const id = rowId(request.params['id'], 'appointment')
      response.json(await readFees(tenant, { id, now: clock() }))
    }),
  )

  router.get(
    '/appointments/:id/free-times',
    spaRoute(access, staffRoles, async (visit, request, response) => {
      const appointmentId = rowId(request.params['id'], 'appointment')
      const { from } = FreeTimesQuery.parse(request.query)
      const staffId = await staffIdOf(visit)
      response.json(await readFreeTimes(visit.tenant, { appointmentId, from, staffId, now: clock() }))
    }),
  )

  router.post(
    '/appointments/:id/action',
    json,
    spaRoute(access, staffRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'appointment')
      const action = AppointmentAction.parse(request.body)
      const now = clock()
      await actOnAppointment(visit, { appointmentId: id, action, now, enqueue })
      response.json(await readAppointment(visit.tenant, { id, mayChange: true, now }))
    }),
  )

  router.post(
    '/appointments/:id/move',
    json,
    spaRoute(access, staffRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'appointment')
      const to = MoveRequest.parse(request.body)
      const now = clock()
      await moveAppointment(visit, { appointmentId: id, to, staffId: await staffIdOf(visit), now, enqueue })
      response.json(await readAppointment(visit.tenant, { id, mayChange: true, now }))
    }),
  )
}
