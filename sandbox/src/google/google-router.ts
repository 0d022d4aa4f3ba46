import express, { type Router } from 'express'
import { createCalendarRouter } from './calendar/calendar-router.ts'
import type { GoogleState } from './google-state.ts'
import { createAuthRouter } from './oauth/auth-router.ts'
import { createTokenRouter } from './oauth/token-router.ts'

/** Google below `/google`: OAuth at `/auth`, `/token` and `/revoke`, the Calendar API at `/calendar/v3`. */
export function createGoogleRouter(state: GoogleState): Router {
  const router = express.Router()
  router.use(createAuthRouter(state))
  router.use(createTokenRouter(state))
  router.use('/calendar/v3', createCalendarRouter(state))
  router.use((_, response) => void response.status(404).json({ error: 'not_found' }))
  return router
}
