import express, { type Router } from 'express'
import { z } from 'zod'
import type { StoredMail } from '../sendgrid/sendgrid-data.ts'
import { EventReport, MailSettings, type SendGridControl } from '../sendgrid/sendgrid-control.ts'
import { withWait } from './with-wait.ts'

const ListQuery = z.object({ address: z.string().optional() })
const Suppressed = z.strictObject({ email: z.string() })

/** `/control/mail/*`: mails both ways, what happens to them, and where that is told. */
export function createMailControlRouter(sendgrid: SendGridControl): Router {
  const router = express.Router()
  const done = { ok: true }
  router.get('/', (request, response) => {
    response.json({ mails: sendgrid.mails(ListQuery.parse(request.query).address).map(asJson) })
  })
  router.delete('/', (_, response) => {
    sendgrid.clearMails()
    response.json(done)
  })
  router.post('/inbound', async (request, response) => {
    const { body, wait } = withWait(request.body)
    const { id, messageId, delivered } = sendgrid.receive(body as Parameters<SendGridControl['receive']>[0])
    if (wait) await delivered
    response.status(201).json({ id, messageId })
  })
  router.post('/event', (request, response) => {
    response.json(sendgrid.event(EventReport.parse(request.body)))
  })
  router.get('/settings', (_, response) => void response.json(sendgrid.settings()))
  router.post('/settings', (request, response) => {
    sendgrid.setSettings(MailSettings.parse(request.body))
    response.json(sendgrid.settings())
  })
  router.get('/public-key', (_, response) => void response.json({ publicKey: sendgrid.publicKey() }))
  router.get('/suppressions', (_, response) => void response.json({ suppressions: sendgrid.suppressions() }))
  router.post('/suppressions/remove', (request, response) => {
    sendgrid.unsuppress(Suppressed.parse(request.body).email)
    response.json({ suppressions: sendgrid.suppressions() })
  })
  router.post('/reset', (_, response) => {
    sendgrid.reset()
    response.json(done)
  })
  router.get('/:id', (request, response) => void response.json(asJson(sendgrid.mail(request.params.id))))
  router.get('/:id/attachments/:index', (request, response) => {
    const { content, contentType, filename } = sendgrid.attachment(request.params.id, Number(request.params.index))
    response.attachment(filename).type(contentType).send(content)
  })
  return router
}

/** Attachments without their bytes, which have an address of their own. */
function asJson({ attachments, at, ...mail }: StoredMail): object {
  return {
    ...mail,
    at: new Date(at).toISOString(),
    attachments: attachments.map(({ filename, contentType, content, contentId }) => ({
      filename,
      contentType,
      contentId,
      bytes: content.length,
    })),
  }
}
