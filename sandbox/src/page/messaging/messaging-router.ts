import { fileURLToPath } from 'node:url'
import express, { type Router } from 'express'
import { z } from 'zod'
import type { SandboxControl } from '../../control/control.ts'
import { MESSAGING_FAULTS, OUTCOMES } from '../../messaging/messaging-faults.ts'

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most)
const FaultForm = z.object({
  kind: z.enum(MESSAGING_FAULTS),
  provider: z.enum(['twilio', 'sendgrid']),
  for: z.string(),
  times: z.union([z.literal(''), whole(1, 10_000)]),
  ms: whole(0, 600_000),
  outcome: z.enum(OUTCOMES),
  errorCode: whole(10_000, 99_999).default(30_003),
})
const IndexForm = z.object({ index: z.coerce.number().int() })
const AgainForm = z.object({ id: z.string() })

/** What the phone and the mailbox have in common: faults, and webhooks that are sent again. */
export function createMessagingRouter(control: SandboxControl): Router {
  const router = express.Router()
  const path = fileURLToPath(new URL('messaging.css', import.meta.url))
  router.get('/page/messaging.css', (_, response) => response.sendFile(path, { cacheControl: false }))
  router.post('/page/messaging/faults', (request, response) => {
    const { for: whom, times, ...fault } = FaultForm.parse(request.body)
    const added = { ...fault, for: whom === '' ? null : whom, times: times === '' ? null : times, status: 503 }
    control.setFaults({ messagingFaults: [...control.faults().messagingFaults, added] })
    response.redirect(303, `${backTo(request.body)}&did=fault`)
  })
  router.post('/page/messaging/faults/end', (request, response) => {
    const { index } = IndexForm.parse(request.body)
    control.setFaults({ messagingFaults: control.faults().messagingFaults.filter((_, other) => other !== index) })
    response.redirect(303, `${backTo(request.body)}&did=ended`)
  })
  router.post('/page/messaging/again', async (request, response) => {
    await control.webhooks.again(AgainForm.parse(request.body).id)
    response.redirect(303, `${backTo(request.body)}&did=again`)
  })
  return router
}

/** The page whose form this was: our pages send no referrer, so the form says it. */
export function backTo(form: unknown): string {
  const { back } = (form ?? {}) as { back?: unknown }
  return typeof back === 'string' && /^\/(?:phone|mail)\?/.test(back) ? back : '/phone?'
}
