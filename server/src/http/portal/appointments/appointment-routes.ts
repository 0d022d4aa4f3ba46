import { DayQuery } from '@ava/protocol/portal/appointments.ts'
import type { Router } from 'express'
import { everyRole, spaRoute, type PortalAccess } from '../access.ts'
import { staffRoles } from '../staff-roles.ts'
import { readDay } from './read-day.ts'
import { readWaitlist } from './waitlist.ts'

export interface AppointmentDependencies {
  access: PortalAccess
  clock: () => Date
}

export function addAppointmentRoutes(router: Router, deps: AppointmentDependencies): void {
  const { access, clock } = deps

  router.get(
    '/day',
    spaRoute(access, everyRole, async ({ tenant, membership }, request, response) => {
      const query = DayQuery.parse(request.query)
      const mayChange = staffRoles.includes(membership.role)
      response.json(await readDay(tenant, { query, mayChange, now: clock() }))
    }),
  )

  router.get(
    '/waitlist',
    spaRoute(access, everyRole, async ({ tenant }, _request, response) => {
      response.json(await readWaitlist(tenant, { now: clock() }))
    }),
  )
}
