import { WebhookActive, WebhookRequest, type WebhookMade } from '@ava/protocol/portal/webhooks.ts'
import express, { type Request, type Response, type Router } from 'express'
import type { Enqueue } from '../../../queue/enqueue.ts'
import {
  addEndpoint,
  listEndpoints,
  removeEndpoint,
  sendAgain,
  sendTest,
  switchEndpoint,
} from '../../../webhooks-out/endpoints.ts'
import { spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { notFound, rowId } from '../row-id.ts'
import { actorOf, refused } from '../set-up/answer.ts'
import { managingRoles } from '../staff-roles.ts'

export function addWebhookSetUpRoutes(
  router: Router,
  deps: { access: PortalAccess; enqueue: Enqueue; allowsLoopback: boolean },
): void {
  const { access, enqueue, allowsLoopback } = deps
  const json = express.json({ limit: '8kb' })
  const route = (handle: (visit: SpaVisit, request: Request, response: Response) => Promise<void>) =>
    spaRoute(access, managingRoles, handle)
  const one = (work: (visit: SpaVisit, id: string, request: Request) => Promise<object | null>, what: string) =>
    route(async (visit, request, response) => {
      const done = await work(visit, rowId(request.params['id'], what), request)
      if (!done) throw notFound(what)
      response.json(done)
    })

  router.get(
    '/webhooks',
    route(async ({ tenant }, _request, response) => void response.json(await listEndpoints(tenant))),
  )
  router.post(
    '/webhooks',
    json,
    route(async (visit, request, response) => {
      const adding = await addEndpoint(visit.tenant, {
        request: WebhookRequest.parse(request.body),
        actor: actorOf(visit),
        allowsLoopback,
      })
      if (!adding.ok) throw refused(adding, 'endpoint')
      const made: WebhookMade = { id: adding.id, secret: adding.secret }
      response.json(made)
    }),
  )
  router.post(
    '/webhooks/:id/active',
    json,
    one((visit, id, request) => {
      const { isActive } = WebhookActive.parse(request.body)
      return switchEndpoint(visit.tenant, { id, isActive, actor: actorOf(visit) })
    }, 'endpoint'),
  )
  router.post(
    '/webhooks/:id/test',
    one(({ tenant }, id) => sendTest(tenant, { id, enqueue }), 'endpoint'),
  )
  router.delete(
    '/webhooks/:id',
    one((visit, id) => removeEndpoint(visit.tenant, { id, actor: actorOf(visit) }), 'endpoint'),
  )
  router.post(
    '/webhook-deliveries/:id/send-again',
    one(({ tenant }, id) => sendAgain(tenant, { id, enqueue }), 'delivery'),
  )
}
