import { AppointmentAction, DayQuery, FreeTimesQuery, MoveRequest } from '@ava/protocol/portal/appointments.ts'
import express, { type Router } from 'express'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { mayAct, ownProviderId, requireMayAct, requireOwnAppointment } from '../own-calendar.ts'
import { rowId } from '../row-id.ts'
import { calendarRoles, deskRoles, seesMoney } from '../staff-roles.ts'
import { actOnAppointment, moveAppointment } from './change-appointment.ts'
import { readFreeTimes } from './free-times.ts'
import { readAppointment, readFees } from './read-appointment.ts'
import type { Viewer } from './day-appointment.ts'
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
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const query = DayQuery.parse(request.query)
      response.json(await readDay(visit.tenant, { query, viewer: viewerOf(visit), now: clock() }))
    }),
  )

  router.get(
    '/appointments/:id',
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'appointment')
      response.json(await readAppointment(visit.tenant, { id, viewer: viewerOf(visit), now: clock() }))
    }),
  )

  router.get(
    '/appointments/:id/fees',
    spaRoute(access, deskRoles, async ({ tenant }, request, response) => {
      const id = rowId(request.params['id'], 'appointment')
      response.json(await readFees(tenant, { id, now: clock() }))
    }),
  )

  router.get(
    '/appointments/:id/free-times',
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const appointmentId = rowId(request.params['id'], 'appointment')
      const { from } = FreeTimesQuery.parse(request.query)
      const staffId = await staffIdOf(visit)
      response.json(await readFreeTimes(visit.tenant, { appointmentId, from, staffId, now: clock() }))
    }),
  )

  router.post(
    '/appointments/:id/action',
    json,
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'appointment')
      const action = AppointmentAction.parse(request.body)
      requireMayAct(visit.membership.role, action.action)
      await requireOwnAppointment(visit, id)
      const now = clock()
      await actOnAppointment(visit, { appointmentId: id, action, now, enqueue })
      response.json(await readAppointment(visit.tenant, { id, viewer: viewerOf(visit), now }))
    }),
  )

  router.post(
    '/appointments/:id/move',
    json,
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'appointment')
      const to = MoveRequest.parse(request.body)
      const now = clock()
      await moveAppointment(visit, { appointmentId: id, to, staffId: await staffIdOf(visit), now, enqueue })
      response.json(await readAppointment(visit.tenant, { id, viewer: viewerOf(visit), now }))
    }),
  )
}

/** What of a day and of a visit somebody gets to see and do. */
function viewerOf(visit: SpaVisit): Viewer {
  const { role } = visit.membership
  return {
    onlyProviderId: ownProviderId(visit),
    seesMoney: seesMoney(role),
    mayAct: (action) => mayAct(role, action),
    mayChange: role !== 'provider',
  }
}
