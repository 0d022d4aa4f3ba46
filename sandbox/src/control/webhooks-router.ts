import express, { type Router } from 'express'
import { ServerChange, type WebhooksControl } from '../messaging/webhooks-control.ts'

/** `/control/webhooks/*`: what was told to the server, how it answered, and where it is. */
export function createWebhooksControlRouter(webhooks: WebhooksControl): Router {
  const router = express.Router()
  router.get('/', (_, response) => void response.json({ webhooks: webhooks.all() }))
  router.delete('/', (_, response) => {
    webhooks.clear()
    response.json({ ok: true })
  })
  router.get('/server', (_, response) => void response.json(webhooks.server()))
  router.post('/server', (request, response) => {
    webhooks.setServer(ServerChange.parse(request.body))
    response.json(webhooks.server())
  })
  router.post('/:id/again', async (request, response) => {
    response.json(await webhooks.again(request.params.id))
  })
  return router
}
