import { fileURLToPath } from 'node:url'
import express, { type Router } from 'express'
import { z } from 'zod'
import type { SandboxControl } from '../../control/control.ts'
import { backTo } from '../messaging/messaging-router.ts'
import { phonePage, phoneParts } from './phone-page.ts'
import { shownPhone } from './shown-phone.ts'

const NOTICES: Record<string, string> = {
  sent: 'Sent.',
  set: 'Set.',
  fault: 'Set.',
  ended: 'Ended.',
  again: 'Sent again.',
  refused: 'That cannot be sent. Nothing was changed.',
}

const Query = z.object({ number: z.string().optional(), with: z.string().optional(), did: z.string().optional() })
const SendForm = z.object({
  from: z.string(),
  to: z.string(),
  text: z.string().default(''),
  quick: z.string().optional(),
  /** A `data:` address. */
  media: z.union([z.literal(''), z.string().startsWith('data:')]).default(''),
})
const RegistrationForm = z.object({ number: z.string(), isRegistered: z.enum(['yes', 'no']) })
const EnforceForm = z.object({ enforced: z.enum(['yes', 'no']) })

/** `/phone`: every customer's phone. Forms are guarded by the page's router. */
export function createPhoneRouter(control: SandboxControl): Router {
  const { twilio } = control
  const router = express.Router()
  router.get('/phone', (request, response) => {
    const query = Query.parse(request.query)
    const shown = shownPhone(control, query)
    if (!shown) return void response.status(404).type('text').send('The account has no numbers.')
    response.type('html').send(phonePage(control, shown, { notice: NOTICES[query.did ?? ''] ?? null }).text)
  })
  router.get('/page/phone/parts', (request, response) => {
    const shown = shownPhone(control, Query.parse(request.query))
    const parts = shown ? phoneParts(control, shown) : {}
    response.json(Object.fromEntries(Object.entries(parts).map(([id, part]): [string, string] => [id, part.text])))
  })
  const path = fileURLToPath(new URL('phone.js', import.meta.url))
  router.get('/page/phone.js', (_, response) => response.sendFile(path, { cacheControl: false }))
  router.post('/page/phone/send', async (request, response) => {
    const { from, to, text, quick, media } = SendForm.parse(request.body)
    await twilio.receive({
      from,
      to,
      text: quick ?? text,
      mediaUrls: quick === undefined && media !== '' ? [media] : [],
    })
    if (request.accepts(['html', 'json']) === 'json') return void response.json({ ok: true })
    response.redirect(303, `${backTo(request.body)}&did=sent`)
  })
  router.post('/page/phone/registration', (request, response) => {
    const { number, isRegistered } = RegistrationForm.parse(request.body)
    twilio.setNumber({ number, isRegistered: isRegistered === 'yes' })
    response.redirect(303, `${backTo(request.body)}&did=set`)
  })
  router.post('/page/phone/enforce', (request, response) => {
    twilio.setAccount({ isRegistrationEnforced: EnforceForm.parse(request.body).enforced === 'yes' })
    response.redirect(303, `${backTo(request.body)}&did=set`)
  })
  return router
}
