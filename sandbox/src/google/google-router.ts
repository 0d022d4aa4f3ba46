import express, { type Router } from 'express'
import { createCalendarRouter } from './calendar/calendar-router.ts'
import type { GoogleState } from './google-state.ts'
import { createAuthRouter } from './oauth/auth-router.ts'
import { createTokenRouter } from './oauth/token-router.ts'

/**
 * Google below `/google`: OAuth at `/google/auth`, `/google/token` and `/google/revoke`, the
 * Calendar API at `/google/calendar/v3`, and at `/calendar/v3` too: Google's own client keeps
 * only the host of the `rootUrl` it is given.
 */
export function createGoogleRouter(state: GoogleState): Router {
  const router = express.Router()
  router.use('/google', createAuthRouter(state), createTokenRouter(state))
  router.use(['/google/calendar/v3', '/calendar/v3'], createCalendarRouter(state))
  router.use('/google', (_, response) => void response.status(404).json({ error: 'not_found' }))
  return router
}
