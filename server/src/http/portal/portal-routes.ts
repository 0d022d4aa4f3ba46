import type { Me } from '@ava/protocol/portal/me.ts'
import { Router } from 'express'
import type { TextModel } from '../../adapters/text-model/text-model.ts'
import type { CalendarDependencies } from '../../calendars/dependencies.ts'
import type { SimulatorDependencies } from '../../conversation/simulation/simulate.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import type { VoiceSampler } from '../../realtime/voice-sample.ts'
import { addOwnAccountRoutes, type AccountRouteDependencies } from './account/account-routes.ts'
import { requireSession, type PortalAccess } from './access.ts'
import { addAppointmentRoutes } from './appointments/appointment-routes.ts'
import { addDeskRoutes } from './appointments/desk-routes.ts'
import { addPlanRoutes } from './appointments/plan-routes.ts'
import { addViewRoutes } from './appointments/view-routes.ts'
import { addAccountRoutes } from './calendars/account-routes.ts'
import { addCalendarRoutes } from './calendars/calendar-routes.ts'
import { addApiKeyRoutes } from './api-keys/api-key-routes.ts'
import { addAuditRoutes } from './audit/audit-routes.ts'
import { addConversationRoutes } from './conversations/conversation-routes.ts'
import { addCustomerRoutes } from './customers/customer-routes.ts'
import { addRecordRoutes } from './customers/record-routes.ts'
import { addKnowledgeRoutes } from './knowledge/knowledge-routes.ts'
import { addMessagingRoutes } from './messaging/messaging-routes.ts'
import { ownPagesOnly } from './own-pages-only.ts'
import { addPersonaRoutes } from './persona/persona-routes.ts'
import { addSimulationRoutes } from './simulations/simulation-routes.ts'
import { addSearchRoutes } from './search/search-routes.ts'
import { addSetUpRoutes } from './set-up/set-up-routes.ts'
import { streamRoute, type StreamDependencies } from './stream.ts'
import { addTaskRoutes } from './tasks/task-routes.ts'
import { addInvitationRoutes, type InvitationRouteDependencies } from './team/invitation-routes.ts'
import { addTeamRoutes, type TeamRouteDependencies } from './team/team-routes.ts'
import { addTodayRoutes } from './today/today-routes.ts'
import { addWebhookSetUpRoutes } from './webhooks/webhook-set-up-routes.ts'
import { addWebsiteRoutes } from './website-routes.ts'
import { addWidgetSetUpRoutes } from './widget/widget-set-up-routes.ts'

export interface PortalDependencies
  extends StreamDependencies, AccountRouteDependencies, TeamRouteDependencies, InvitationRouteDependencies {
  access: PortalAccess
  publicBaseUrl: string
  ownOrigins: readonly string[]
  sandboxed: string[]
  clock: () => Date
  enqueue: Enqueue
  /** While developing: endpoints of others may be on this machine. */
  allowsLoopback: boolean
  calendars: CalendarDependencies
  textModel: TextModel
  simulator: SimulatorDependencies
  voiceSample: VoiceSampler
}

/** `/api/portal/*`. A route about a spa is made by spaRoute, or it does not exist. */
export function portalRoutes(deps: PortalDependencies): Router {
  const { access } = deps
  const router = Router()
  router.use(ownPagesOnly(deps.ownOrigins))

  router.get('/me', async (request, response) => {
    const { user } = await requireSession(access, request)
    const me: Me = { user, spas: await access.membershipsOf(user.id), sandboxed: deps.sandboxed }
    response.json(me)
  })

  addOwnAccountRoutes(router, deps)
  addTeamRoutes(router, deps)
  addInvitationRoutes(router, deps)
  addConversationRoutes(router, deps)
  addCustomerRoutes(router, deps)
  addRecordRoutes(router, deps)
  addSearchRoutes(router, deps)
  addMessagingRoutes(router, deps)
  addPersonaRoutes(router, deps)
  addSimulationRoutes(router, deps)
  addKnowledgeRoutes(router, deps)
  addTaskRoutes(router, deps)
  addTodayRoutes(router, deps)
  addAppointmentRoutes(router, deps)
  addDeskRoutes(router, deps)
  addViewRoutes(router, deps)
  addPlanRoutes(router, deps)
  addAccountRoutes(router, deps)
  addCalendarRoutes(router, deps)
  addSetUpRoutes(router, deps)
  addWebsiteRoutes(router, deps)
  addWidgetSetUpRoutes(router, deps)
  addApiKeyRoutes(router, deps)
  addWebhookSetUpRoutes(router, deps)
  addAuditRoutes(router, deps)
  router.get('/stream', streamRoute(deps))
  return router
}
