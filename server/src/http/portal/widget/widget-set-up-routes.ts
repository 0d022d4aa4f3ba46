import { WidgetRequest } from '@ava/protocol/portal/widget.ts'
import express, { type Router } from 'express'
import { saveLook } from '../../../tenants/widget/save-look.ts'
import { spaRoute, type PortalAccess } from '../access.ts'
import { actorOf, refused } from '../set-up/answer.ts'
import { managingRoles } from '../staff-roles.ts'
import { readWidget } from './read-widget.ts'

/** The change answers with the widget as it then is. */
export function addWidgetSetUpRoutes(
  router: Router,
  deps: { access: PortalAccess; publicBaseUrl: string; ownOrigins: readonly string[] },
): void {
  const { access } = deps
  router.get(
    '/widget',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readWidget(tenant, deps))
    }),
  )
  router.post(
    '/widget',
    express.json({ limit: '64kb' }),
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const saving = await saveLook(visit.tenant, {
        request: WidgetRequest.parse(request.body),
        actor: actorOf(visit),
      })
      if (!saving.ok) throw refused(saving, 'widget')
      response.json(await readWidget(visit.tenant, deps))
    }),
  )
}
