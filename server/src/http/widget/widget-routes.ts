import { SessionRequest } from '@ava/protocol/widget-config.ts'
import express, { Router, type Request } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Limits } from '../../config.ts'
import { takesCalls } from '../../conversation/reply-mode.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { LimitStore } from '../../db/shared-limit.ts'
import { loadSettings, type TenantSettings } from '../../tenants/settings.ts'
import { lookOf } from '../../tenants/widget/widget-look.ts'
import { HttpError } from '../http-error.ts'
import { widgetCors } from './cors.ts'
import { createSessionLimit } from './limits.ts'
import { createSightings } from './note-sighting.ts'
import { isAllowedOrigin, originRefused, pageOrigin } from './origin.ts'
import { startSession } from './start-session.ts'
import { createSweep } from './sweep-sessions.ts'
import { widgetConfig } from './widget-config.ts'

export interface WidgetRouteDependencies {
  findTenant: (siteKey: string) => Promise<Tenant | null>
  addressOf: (request: Request) => string
  logger: Logger
  clock: () => Date
  limits: Limits
  /** Where limits are counted, for all processes together. */
  limitStore: LimitStore
  ownOrigins: readonly string[]
}

const ConfigQuery = z.object({ site: z.string().max(64).default(''), lang: z.string().max(200).optional() })

/** `/api/widget/*`: what a page needs before it opens the socket. */
export function widgetRoutes(deps: WidgetRouteDependencies): Router {
  const { clock, limits } = deps
  const limitSessions = createSessionLimit(
    { perAddress: limits.sessionsPerIpPerMinute, perTenant: limits.sessionsPerTenantPerMinute },
    deps.limitStore,
  )
  const sweep = createSweep(deps)
  const noteSighting = createSightings()
  const router = Router()
  router.use(widgetCors)

  router.get('/config', async (request, response) => {
    const query = ConfigQuery.parse(request.query)
    const { tenant, settings, origin } = await admit(deps, request, query.site)
    const now = clock()
    if (!deps.ownOrigins.includes(origin)) await noteSighting(tenant, { origin, now })
    const [look, isVoiceAvailable] = await Promise.all([lookOf(tenant), takesCalls(tenant)])
    response.json(widgetConfig(settings, { look, wanted: query.lang, now, isVoiceAvailable }))
  })

  router.post('/session', express.json({ limit: '16kb' }), async (request, response) => {
    const body = SessionRequest.parse(request.body)
    const { tenant, settings, origin } = await admit(deps, request, body.siteKey)
    await limitSessions({ address: deps.addressOf(request), tenantId: tenant.id })
    const now = clock()
    if (!deps.ownOrigins.includes(origin)) await noteSighting(tenant, { origin, now })
    response.json(await startSession(tenant, { request: body, siteKey: settings.siteKey, origin, now }))
    sweep(tenant, now)
  })

  return router
}

/** The spa of a site key, for a page that is on its list. Throws 404 and 403 in words for the page's owner. */
async function admit(
  deps: WidgetRouteDependencies,
  request: Request,
  siteKey: string,
): Promise<{ tenant: Tenant; settings: TenantSettings; origin: string }> {
  const tenant = await deps.findTenant(siteKey)
  if (!tenant) {
    throw new HttpError(
      404,
      'unknown_site',
      'No spa has this site key. Copy the snippet again from Ava’s portal under Set-up › Widget.',
    )
  }
  const settings = await loadSettings(tenant)
  const origin = pageOrigin(request, deps.ownOrigins)
  if (origin === null || !isAllowedOrigin(origin, { tenant: settings.allowedOrigins, own: deps.ownOrigins })) {
    throw originRefused(origin, settings.persona.name)
  }
  return { tenant, settings, origin }
}
