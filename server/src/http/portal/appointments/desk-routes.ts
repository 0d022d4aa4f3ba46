import { TimeOffRequest } from '@ava/protocol/portal/appointments.ts'
import express, { type Router } from 'express'
import { spaRoute } from '../access.ts'
import { rowId } from '../row-id.ts'
import { deskRoles } from '../staff-roles.ts'
import type { AppointmentDependencies } from './appointment-routes.ts'
import { addTimeOff, removeTimeOff, timeOffEffect } from './time-off.ts'
import { readWaitlist, takeOffWaitlist } from './waitlist.ts'

/** Time off and the waitlist: what stands beside the day's appointments. */
export function addDeskRoutes(router: Router, { access, clock, enqueue }: AppointmentDependencies): void {
  const json = express.json({ limit: '8kb' })

  router.post(
    '/time-off/affected',
    json,
    spaRoute(access, deskRoles, async ({ tenant }, request, response) => {
      response.json(await timeOffEffect(tenant, { request: TimeOffRequest.parse(request.body), now: clock() }))
    }),
  )

  router.post(
    '/time-off',
    json,
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const asked = { request: TimeOffRequest.parse(request.body), now: clock() }
      response.json(await addTimeOff(tenant, { ...asked, actor: `user:${session.user.id}`, enqueue }))
    }),
  )

  router.delete(
    '/time-off/:id',
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const blockId = rowId(request.params['id'], 'time off')
      await removeTimeOff(tenant, { blockId, now: clock(), actor: `user:${session.user.id}`, enqueue })
      response.json({ ok: true })
    }),
  )

  router.get(
    '/waitlist',
    spaRoute(access, deskRoles, async ({ tenant }, _request, response) => {
      response.json(await readWaitlist(tenant, { now: clock() }))
    }),
  )

  router.delete(
    '/waitlist/:id',
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const id = rowId(request.params['id'], 'entry on the waitlist')
      await takeOffWaitlist(tenant, { id, actor: `user:${session.user.id}`, now: clock(), enqueue })
      response.json({ ok: true })
    }),
  )
}
