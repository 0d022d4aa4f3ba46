import type { Me } from '@ava/protocol/portal/me.ts'
import { ConversationListQuery } from '@ava/protocol/portal/conversations.ts'
import { Router } from 'express'
import type { CalendarDependencies } from '../../calendars/dependencies.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { HttpError } from '../http-error.ts'
import { everyRole, requireSession, spaRoute, type PortalAccess } from './access.ts'
import { addAppointmentRoutes } from './appointments/appointment-routes.ts'
import { addDeskRoutes } from './appointments/desk-routes.ts'
import { addPlanRoutes } from './appointments/plan-routes.ts'
import { addAccountRoutes } from './calendars/account-routes.ts'
import { addCalendarRoutes } from './calendars/calendar-routes.ts'
import { readConversation } from './conversation-detail.ts'
import { listConversations } from './conversation-list.ts'
import { ownPagesOnly } from './own-pages-only.ts'
import { streamRoute, type StreamDependencies } from './stream.ts'
import { addTaskRoutes } from './tasks/task-routes.ts'
import { addWebsiteRoutes } from './website-routes.ts'

export interface PortalDependencies extends StreamDependencies {
  access: PortalAccess
  publicBaseUrl: string
  ownOrigins: readonly string[]
  sandboxed: string[]
  clock: () => Date
  enqueue: Enqueue
  calendars: CalendarDependencies
}

/** `/api/portal/*`. A route about a spa is made by spaRoute, or it does not exist. */
export function portalRoutes(deps: PortalDependencies): Router {
  const { access, clock } = deps
  const router = Router()
  router.use(ownPagesOnly(deps.ownOrigins))

  router.get('/me', async (request, response) => {
    const { user } = await requireSession(access, request)
    const me: Me = { user, spas: await access.membershipsOf(user.id), sandboxed: deps.sandboxed }
    response.json(me)
  })

  router.get(
    '/conversations',
    spaRoute(access, everyRole, async ({ tenant }, request, response) => {
      const query = ConversationListQuery.parse(request.query)
      response.json(await listConversations(tenant, { query, now: clock() }))
    }),
  )

  router.get(
    '/conversations/:id',
    spaRoute(access, everyRole, async ({ tenant }, request, response) => {
      const conversation = await readConversation(tenant, { id: String(request.params['id']), now: clock() })
      if (!conversation) throw new HttpError(404, 'not_found', 'There is no such conversation at this spa.')
      response.json(conversation)
    }),
  )

  addTaskRoutes(router, deps)
  addAppointmentRoutes(router, deps)
  addDeskRoutes(router, deps)
  addPlanRoutes(router, deps)
  addAccountRoutes(router, deps)
  addCalendarRoutes(router, deps)
  addWebsiteRoutes(router, deps)
  router.get('/stream', streamRoute(deps))
  return router
}
