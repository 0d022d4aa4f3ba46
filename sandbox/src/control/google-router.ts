import express, { type Router } from 'express'
import { z } from 'zod'
import { ClientChange, type GoogleControl } from '../google/google-control.ts'
import { ApiProblem } from '../google/calendar/api-problem.ts'

const Place = z.strictObject({ calendar: z.string(), event: z.string() })
const Instant = z.iso.datetime({ offset: true })
const NewCalendar = z.strictObject({ id: z.string(), summary: z.string(), owner: z.string(), timeZone: z.string() })
const InsertBody = z.strictObject({ calendar: z.string(), body: z.record(z.string(), z.unknown()) })
const ChangeBody = Place.extend({ body: z.record(z.string(), z.unknown()) })
const MoveBody = Place.extend({
  start: z.union([Instant, z.iso.date()]),
  end: z.union([Instant, z.iso.date()]).optional(),
})
const WhoseTokens = z.strictObject({ account: z.string().optional() })
const WhichCalendar = z.strictObject({ calendar: z.string().optional() })
const GrantBody = z.strictObject({ account: z.string(), scopes: z.array(z.string()).optional() })
const QuotaBody = z.strictObject({ perProject: z.int().min(0).optional(), perAccount: z.int().min(0).optional() })
const EventsQuery = z.object({ calendar: z.string(), from: Instant.optional(), to: Instant.optional() })

/** `/control/google/*`: what somebody does in the calendars by hand, and with the permissions given. */
export function createGoogleControlRouter(google: GoogleControl): Router {
  const router = express.Router()
  const done = { ok: true }
  router.get('/calendars', (_, response) => void response.json({ calendars: google.calendars() }))
  router.post('/calendars', (request, response) => {
    response.json(google.addCalendar(NewCalendar.parse(request.body)))
  })
  router.get('/events', (request, response) => {
    const { calendar, from, to } = EventsQuery.parse(request.query)
    const range = from && to ? { from: Date.parse(from), to: Date.parse(to) } : undefined
    response.json({ events: google.events(calendar, range) })
  })
  router.post('/events', (request, response) => {
    const { calendar, body } = InsertBody.parse(request.body)
    response.json(google.insertEvent(calendar, body))
  })
  router.post('/events/move', (request, response) => {
    const { calendar, event, ...to } = MoveBody.parse(request.body)
    response.json(google.moveEvent({ calendar, event }, to))
  })
  router.post('/events/change', (request, response) => {
    const { calendar, event, body } = ChangeBody.parse(request.body)
    response.json(google.changeEvent({ calendar, event }, body))
  })
  router.post('/events/delete', (request, response) => {
    response.json(google.deleteEvent(Place.parse(request.body)))
  })
  router.get('/pushes', (_, response) => void response.json({ pushes: google.pushes() }))
  router.delete('/pushes', (_, response) => {
    google.clearPushes()
    response.json(done)
  })
  router.get('/channels', (_, response) => void response.json({ channels: google.channels() }))
  router.post('/tokens/revoke', (request, response) => {
    google.revokeTokens(WhoseTokens.parse(request.body ?? {}).account)
    response.json(done)
  })
  router.post('/tokens/expire', (request, response) => {
    google.expireTokens(WhoseTokens.parse(request.body ?? {}).account)
    response.json(done)
  })
  router.post('/sync-tokens/forget', (request, response) => {
    google.forgetSyncTokens(WhichCalendar.parse(request.body ?? {}).calendar)
    response.json(done)
  })
  router.post('/grant', (request, response) => void response.json(google.grant(GrantBody.parse(request.body))))
  router.get('/client', (_, response) => void response.json(google.client()))
  router.post('/client', (request, response) => {
    google.setClient(ClientChange.parse(request.body))
    response.json(google.client())
  })
  router.get('/service-account', (request, response) => {
    response.json(google.serviceAccount(`${request.protocol}://${request.headers.host ?? ''}`))
  })
  router.post('/quota', (request, response) => {
    google.quota(QuotaBody.parse(request.body))
    response.json(done)
  })
  router.post('/reset', (_, response) => {
    google.reset()
    response.json(done)
  })
  return router
}

/** What Google refuses, told to a test as it is. */
export function googleRefusal(error: unknown): { status: number; body: { error: string } } | null {
  return error instanceof ApiProblem ? { status: error.code, body: { error: error.message } } : null
}
