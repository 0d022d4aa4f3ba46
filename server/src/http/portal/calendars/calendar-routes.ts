import { CalendarChoice, TitleSetting } from '@ava/protocol/portal/calendars.ts'
import express, { type Router } from 'express'
import { chooseCalendar, setShowsService } from '../../../calendars/choose-calendar.ts'
import { driftReport } from '../../../calendars/drift/drift-report.ts'
import { fixDrift } from '../../../calendars/drift/fix-drift.ts'
import { removeCalendar } from '../../../calendars/remove-calendar.ts'
import { syncNow } from '../../../calendars/sync/sync-now.ts'
import { spaRoute } from '../access.ts'
import { rowId } from '../row-id.ts'
import { managingRoles } from '../staff-roles.ts'
import type { CalendarRouteDependencies } from './account-routes.ts'
import { toDriftReport } from './drift.ts'
import { readCalendarSetUp } from './read-set-up.ts'
import { refused } from './refuse.ts'

/** The calendar of each provider. Changes answer with the set-up as it then is. */
export function addCalendarRoutes(router: Router, { access, calendars }: CalendarRouteDependencies): void {
  const json = express.json({ limit: '4kb' })

  router.get(
    '/calendars',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readCalendarSetUp(calendars, tenant))
    }),
  )

  router.post(
    '/calendars/choice',
    json,
    spaRoute(access, managingRoles, async ({ tenant, session }, request, response) => {
      const { accountId: connectionId, ...choice } = CalendarChoice.parse(request.body)
      const actor = `user:${session.user.id}`
      const outcome = await chooseCalendar(calendars, { tenant, ...choice, connectionId, actor })
      if (!outcome.ok) throw refused(outcome.reason)
      response.json(await readCalendarSetUp(calendars, tenant))
    }),
  )

  router.delete(
    '/calendars/:id',
    spaRoute(access, managingRoles, async ({ tenant, session }, request, response) => {
      const calendarId = rowId(request.params['id'], 'calendar')
      const { ok } = await removeCalendar(calendars, { tenant, calendarId, actor: `user:${session.user.id}` })
      if (!ok) throw refused('not_found')
      response.json(await readCalendarSetUp(calendars, tenant))
    }),
  )

  router.post(
    '/calendars/:id/title',
    json,
    spaRoute(access, managingRoles, async ({ tenant, session }, request, response) => {
      const calendarId = rowId(request.params['id'], 'calendar')
      const { showsService } = TitleSetting.parse(request.body)
      const { ok } = await setShowsService(calendars, { tenant, calendarId, showsService })
      if (!ok) throw refused('not_found')
      await tenant.db.auditEntry.create({
        data: {
          actor: `user:${session.user.id}`,
          action: 'calendar.title_set',
          subjectType: 'calendar',
          subjectId: calendarId,
          data: { showsService },
        },
      })
      response.json(await readCalendarSetUp(calendars, tenant))
    }),
  )

  router.post(
    '/calendars/:id/sync',
    json,
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      const calendarId = rowId(request.params['id'], 'calendar')
      const outcome = await syncNow(calendars, { tenant, calendarId })
      // Somebody else reads it at this moment: that is what was asked for.
      if (!outcome.ok && outcome.reason !== 'busy') throw refused(outcome.reason)
      response.json(await readCalendarSetUp(calendars, tenant))
    }),
  )

  router.get(
    '/calendars/:id/drift',
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      const calendarId = rowId(request.params['id'], 'calendar')
      response.json(toDriftReport(calendarId, await driftReport(calendars, { tenant, calendarId })))
    }),
  )

  router.post(
    '/calendars/:id/mend',
    json,
    spaRoute(access, managingRoles, async ({ tenant, session }, request, response) => {
      const calendarId = rowId(request.params['id'], 'calendar')
      const found = await fixDrift(calendars, { tenant, calendarId, actor: `user:${session.user.id}` })
      response.json(toDriftReport(calendarId, found))
    }),
  )
}
