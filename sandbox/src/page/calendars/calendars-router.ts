import { fileURLToPath } from 'node:url'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import type { SandboxControl } from '../../control/control.ts'
import { ApiProblem } from '../../google/calendar/api-problem.ts'
import { addressOf, calendarParts, calendarsPage, shownBy } from './calendars-page.ts'
import { KINDS } from './google-faults-part.ts'
import { mondayOf } from './week.ts'

const NOTICES: Record<string, string> = {
  moved: 'Moved.',
  deleted: 'Deleted.',
  added: 'Added.',
  fault: 'Set.',
  ended: 'Ended.',
  revoked: 'The permission is taken back.',
  expired: 'The access tokens have expired.',
  forgotten: 'The sync tokens are forgotten.',
  reset: 'Everything is as at the beginning.',
  refused: 'Google refuses that. Nothing was changed.',
}

const Query = z.object({ calendar: z.string().optional(), week: z.string().optional(), did: z.string().optional() })
const day = z.iso.date()
const time = z.union([z.literal(''), z.iso.time({ precision: -1 })]).default('')
const MoveForm = z.object({ calendar: z.string(), event: z.string(), day, time })
const DeleteForm = z.object({ calendar: z.string(), event: z.string() })
const AddForm = z.object({ calendar: z.string(), title: z.string().max(200), day, from: time, to: time })
const FaultForm = z.object({
  kind: z.enum(KINDS),
  for: z.string(),
  times: z.union([z.literal(''), z.coerce.number().int().min(1).max(10_000)]).default(1),
  ms: z.union([z.literal(''), z.coerce.number().int().min(0).max(600_000)]).default(3000),
})
const OfForm = z.object({ of: z.string() })

/** `/calendars`: what is in the sandbox's Google, and what a person can do there. Forms are guarded by the page's router. */
export function createCalendarsRouter(control: SandboxControl): Router {
  const { google } = control
  const router = express.Router()
  router.get('/calendars', (request, response) => {
    const query = Query.parse(request.query)
    const shown = shownBy(control, query)
    if (!shown) return void response.status(404).type('text').send('There is no calendar.')
    const notice = NOTICES[query.did ?? ''] ?? null
    response.type('html').send(calendarsPage(control, shown, { notice }).text)
  })
  router.get('/page/calendars/parts', (request, response) => {
    const shown = shownBy(control, Query.parse(request.query))
    const parts = shown ? calendarParts(control, shown) : {}
    response.json(Object.fromEntries(Object.entries(parts).map(([id, part]): [string, string] => [id, part.text])))
  })
  for (const file of ['calendars.css', 'calendars.js']) {
    const path = fileURLToPath(new URL(file, import.meta.url))
    router.get(`/page/${file}`, (_, response) => response.sendFile(path, { cacheControl: false }))
  }
  const on = (path: string, act: (form: unknown) => Done): void => {
    router.post(`/page/calendars/${path}`, (request, response) => {
      const done = act(request.body)
      if (request.accepts(['html', 'json']) === 'json') return void response.json({ ok: true })
      response.redirect(303, done.day ? back(control, done) : `${returnTo(request)}&did=${done.did}`)
    })
  }
  on('move', (form) => {
    const { calendar, event, day, time } = MoveForm.parse(form)
    google.moveEvent({ calendar, event }, { start: time === '' ? day : instant(control, { calendar, day, time }) })
    return { did: 'moved', calendar, day }
  })
  on('delete', (form) => {
    google.deleteEvent(DeleteForm.parse(form))
    return { did: 'deleted' }
  })
  on('add', (form) => {
    const { calendar, title, day, from, to } = AddForm.parse(form)
    const end = Temporal.PlainDate.from(day).add({ days: 1 }).toString()
    const span =
      from === '' || to === ''
        ? { start: { date: day }, end: { date: end } }
        : {
            start: { dateTime: instant(control, { calendar, day, time: from }) },
            end: { dateTime: instant(control, { calendar, day, time: to }) },
          }
    google.insertEvent(calendar, { summary: title, ...span })
    return { did: 'added', calendar, day }
  })
  on('faults', (form) => {
    const { kind, for: whom, times, ms } = FaultForm.parse(form)
    const fault = {
      kind,
      for: whom === '' ? null : whom,
      times: times === '' ? null : times,
      ms: ms === '' ? 3000 : ms,
      status: 503,
    }
    control.setFaults({ googleFaults: [...control.faults().googleFaults, fault] })
    return { did: 'fault' }
  })
  on('faults/end', (form) => {
    const index = z.object({ index: z.coerce.number() }).parse(form).index
    control.setFaults({ googleFaults: control.faults().googleFaults.filter((_, other) => other !== index) })
    return { did: 'ended' }
  })
  on('revoke', (form) => {
    google.revokeTokens(OfForm.parse(form).of)
    return { did: 'revoked' }
  })
  on('expire', (form) => {
    google.expireTokens(OfForm.parse(form).of)
    return { did: 'expired' }
  })
  on('forget', (form) => {
    google.forgetSyncTokens(OfForm.parse(form).of)
    return { did: 'forgotten' }
  })
  on('reset', () => {
    google.reset()
    return { did: 'reset' }
  })
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (!(error instanceof ApiProblem || error instanceof z.ZodError)) return next(error)
    const message = error instanceof ApiProblem ? error.message : z.prettifyError(error)
    if (request.method === 'GET') return void response.status(400).type('text').send(message)
    if (request.accepts(['html', 'json']) === 'json') return void response.status(400).json({ error: message })
    response.redirect(303, `${returnTo(request)}&did=refused`)
  })
  return router
}

/** What was done, and the day to show it on when it may be another week's. */
interface Done {
  did: string
  calendar?: string
  day?: string
}

function back(control: SandboxControl, { did, calendar = '', day }: Done): string {
  const { monday } = mondayOf(day, { now: control.now(), timeZone: 'UTC' })
  return addressOf({ calendar, week: monday }, did)
}

/** The page whose form this was, with its calendar and week: our pages send no referrer, so the form says it. */
function returnTo(request: Request): string {
  const { back } = (request.body ?? {}) as { back?: unknown }
  return typeof back === 'string' && back.startsWith('/calendars?') ? back : '/calendars?'
}

/** A time on the calendar's own clock, with its offset. */
function instant(
  { google }: SandboxControl,
  { calendar, day, time }: { calendar: string; day: string; time: string },
): string {
  const zone = google.calendars().find(({ id }) => id === calendar)?.timeZone ?? 'UTC'
  const zoned = Temporal.PlainDate.from(day).toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(zone)
  return zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' })
}
