import { ConnectRequest, ServiceAccountRequest, type CalendarChoices } from '@ava/protocol/portal/calendars.ts'
import express, { type Router } from 'express'
import { beginConnection } from '../../../calendars/access/consent.ts'
import { connectServiceAccount } from '../../../calendars/access/service-account.ts'
import { listAccountCalendars } from '../../../calendars/choose-calendar.ts'
import type { CalendarDependencies } from '../../../calendars/dependencies.ts'
import { disconnect } from '../../../calendars/remove-calendar.ts'
import { spaRoute, type PortalAccess } from '../access.ts'
import { rowId } from '../row-id.ts'
import { managingRoles } from '../staff-roles.ts'
import { readCalendarSetUp } from './read-set-up.ts'
import { refused } from './refuse.ts'

export interface CalendarRouteDependencies {
  access: PortalAccess
  calendars: CalendarDependencies
}

/** The accounts whose calendars are chosen from. Changes answer with the set-up as it then is. */
export function addAccountRoutes(router: Router, { access, calendars }: CalendarRouteDependencies): void {
  const json = express.json({ limit: '32kb' })

  // Answers where to send the person: Google's consent page.
  router.post(
    '/calendars/accounts',
    json,
    spaRoute(access, managingRoles, async ({ tenant, session }, request, response) => {
      const { accountId } = ConnectRequest.parse(request.body)
      const known = accountId
        ? await tenant.db.calendarConnection.findFirst({ where: { id: accountId }, select: { account: true } })
        : null
      const visitor = { userId: session.user.id, sessionId: session.id }
      response.json(await beginConnection(calendars, { tenant, ...visitor, account: known?.account ?? null }))
    }),
  )

  router.post(
    '/calendars/service-account',
    json,
    spaRoute(access, managingRoles, async ({ tenant, session }, request, response) => {
      const asked = ServiceAccountRequest.parse(request.body)
      const outcome = await connectServiceAccount(calendars, { tenant, userId: session.user.id, ...asked })
      if (!outcome.ok) throw refused(outcome.reason)
      response.json(await readCalendarSetUp(calendars, tenant))
    }),
  )

  router.get(
    '/calendars/accounts/:id/choices',
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      const connectionId = rowId(request.params['id'], 'account')
      const found = await listAccountCalendars(calendars, { tenant, connectionId })
      if (!found.ok) throw refused(found.reason)
      const choices: CalendarChoices = {
        calendars: found.calendars.map(({ id, name, isPrimary, canWrite }) => ({
          externalId: id,
          name,
          isPrimary,
          canWrite,
        })),
      }
      response.json(choices)
    }),
  )

  router.delete(
    '/calendars/accounts/:id',
    spaRoute(access, managingRoles, async ({ tenant, session }, request, response) => {
      const connectionId = rowId(request.params['id'], 'account')
      const outcome = await disconnect(calendars, { tenant, connectionId, actor: `user:${session.user.id}` })
      if (!outcome.ok) throw refused('not_found')
      response.json(await readCalendarSetUp(calendars, tenant))
    }),
  )
}
