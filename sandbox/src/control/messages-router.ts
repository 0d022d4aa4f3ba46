import express, { type Router } from 'express'
import { z } from 'zod'
import {
  AccountChange,
  InboundText,
  NumberChange,
  OptOutChange,
  StatusReport,
  type TwilioControl,
} from '../twilio/twilio-control.ts'
import { withWait } from './with-wait.ts'

const ListQuery = z.object({ number: z.string().optional() })

/** `/control/messages/*`: texts both ways, the account's numbers and the opt-outs. */
export function createMessagesControlRouter(twilio: TwilioControl): Router {
  const router = express.Router()
  const done = { ok: true }
  router.get('/', (request, response) => {
    response.json({ messages: twilio.messages(ListQuery.parse(request.query).number) })
  })
  router.delete('/', (_, response) => {
    twilio.clearMessages()
    response.json(done)
  })
  router.post('/inbound', async (request, response) => {
    const { body, wait } = withWait(request.body)
    const { sid, delivered } = await twilio.receive(InboundText.parse(body))
    if (wait) await delivered
    response.status(201).json({ sid })
  })
  router.get('/numbers', (_, response) => void response.json({ numbers: twilio.numbers() }))
  router.post('/numbers', (request, response) => {
    response.json(twilio.setNumber(NumberChange.parse(request.body)))
  })
  router.delete('/numbers/:number', (request, response) => {
    twilio.removeNumber(request.params.number)
    response.json(done)
  })
  router.get('/account', (_, response) => void response.json(twilio.account()))
  router.post('/account', (request, response) => {
    twilio.setAccount(AccountChange.parse(request.body))
    response.json(twilio.account())
  })
  router.get('/opt-outs', (_, response) => void response.json({ optOuts: twilio.optOuts() }))
  router.post('/opt-outs', (request, response) => {
    twilio.setOptOut(OptOutChange.parse(request.body))
    response.json({ optOuts: twilio.optOuts() })
  })
  router.post('/status', (request, response) => {
    twilio.report(StatusReport.parse(request.body))
    response.json(done)
  })
  router.post('/reset', (_, response) => {
    twilio.reset()
    response.json(done)
  })
  return router
}
