import express, { type Express } from 'express'
import type { Context } from './context.ts'
import { authRoutes } from './auth/auth-routes.ts'
import { createAccountStore } from './auth/account-store.ts'
import { CALLBACK_PATH, PUSH_PATH } from './calendars/dependencies.ts'
import { findInvitation } from './db/directory.ts'
import { createSharedLimit } from './db/shared-limit.ts'
import { clientAddress, trustFunction } from './http/client-address.ts'
import { demoRoutes } from './http/demo/demo-routes.ts'
import { oauthCallback } from './http/calendars/oauth-callback.ts'
import { pushWebhook } from './http/calendars/push-webhook.ts'
import { createErrorHandler } from './http/error-handler.ts'
import { healthRoutes } from './http/health.ts'
import { HttpError } from './http/http-error.ts'
import { metricsRoutes } from './http/metrics.ts'
import { mountPortal } from './http/portal-pages.ts'
import { portalRoutes } from './http/portal/portal-routes.ts'
import { createRequestLog } from './http/request-log.ts'
import { apiHeaders, portalHeaders } from './http/security-headers.ts'
import { v1Routes } from './http/v1/v1-routes.ts'
import { webhookRoutes } from './http/webhooks/webhook-routes.ts'
import { previewRoutes } from './http/widget/preview.ts'
import { widgetFiles } from './http/widget/widget-files.ts'
import { widgetRoutes } from './http/widget/widget-routes.ts'

/** The routes, in the order in which they are tried. Does not listen. */
export function createApp(context: Context): Express {
  const { config, logger, clock } = context
  const isHttps = config.publicBaseUrl.startsWith('https:')
  const trust = trustFunction(config.trustProxy)
  const addressOf = (request: express.Request) => clientAddress(request, trust)

  const limitStore = { database: context.database, secret: config.authSecret }

  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', trust)
  app.set('query parser', 'simple')
  app.use(createRequestLog({ logger, metrics: context.metrics }))
  app.use(
    healthRoutes({
      checks: context.readiness,
      sandboxed: config.sandboxed,
      isDraining: () => context.draining.aborted,
    }),
  )
  app.use(metricsRoutes({ metrics: context.metrics, token: config.metricsToken }))

  app.use('/widget/v1', widgetFiles({ isProduction: config.isProduction }))
  // Before any body parser: the sign-in service reads its own.
  app.use(
    '/auth',
    apiHeaders({ isHttps }),
    authRoutes({
      auth: context.auth,
      mail: context.accountMail,
      baseUrl: config.publicBaseUrl,
      ownOrigins: config.ownOrigins,
      addressOf,
    }),
  )
  app.use(
    '/api/widget',
    apiHeaders({ isHttps }),
    widgetRoutes({
      ...context,
      addressOf,
      limits: config.limits,
      limitStore,
      ownOrigins: config.ownOrigins,
    }),
  )
  app.use(
    '/api/portal',
    apiHeaders({ isHttps }),
    portalRoutes({
      access: context.portalAccess,
      publicBaseUrl: config.publicBaseUrl,
      ownOrigins: config.ownOrigins,
      sandboxed: config.sandboxed,
      clock,
      enqueue: context.queue.enqueue,
      allowsLoopback: !config.isProduction,
      calendars: context.calendars,
      textModel: context.textModel,
      simulator: context.simulator,
      voiceSample: context.voiceSample,
      logger,
      watchTenant: context.watchTenant,
      draining: context.draining,
      accounts: createAccountStore({ database: context.database, clock }),
      accountMail: context.accountMail,
      findInvitation: (tokenHash) => findInvitation(context.database, tokenHash),
      newSpas: createSharedLimit(limitStore, { name: 'new-spas', points: 10, seconds: 86_400 }),
      newInvitations: createSharedLimit(limitStore, { name: 'invitations', points: 60, seconds: 3_600 }),
      tries: createSharedLimit(limitStore, { name: 'invitation-links', points: 60, seconds: 600 }),
      addressOf,
    }),
  )
  app.use(
    '/api/v1',
    apiHeaders({ isHttps }),
    v1Routes({
      tenant: (tenantId) => context.portalAccess.tenant(tenantId),
      publicBaseUrl: config.publicBaseUrl,
      clock,
      addressOf,
      perKey: createSharedLimit(limitStore, { name: 'api-keys', points: 120, seconds: 60 }),
      refusals: createSharedLimit(limitStore, { name: 'api-refusals', points: 60, seconds: 60 }),
    }),
  )
  app.use(
    CALLBACK_PATH,
    apiHeaders({ isHttps }),
    oauthCallback({ calendars: context.calendars, access: context.portalAccess }),
  )
  app.use(
    PUSH_PATH,
    apiHeaders({ isHttps }),
    pushWebhook({
      calendars: context.calendars,
      tenant: (tenantId) => context.portalAccess.tenant(tenantId),
      onRefused: context.metrics.counter('ava_calendar_pushes_refused', 'Pushes of no channel of ours'),
    }),
  )
  // Before the catch-all below, and before any body parser: signatures are over the bytes that came.
  app.use(
    '/webhooks',
    apiHeaders({ isHttps }),
    webhookRoutes({
      config,
      addressBook: { database: context.database, tenant: (tenantId) => context.portalAccess.tenant(tenantId) },
      enqueue: context.queue.enqueue,
      logger,
      clock,
      metrics: context.metrics,
    }),
  )
  app.use('/widget-preview', previewRoutes(context))
  app.use(
    '/demo',
    demoRoutes({ ...context, isHttps, publicBaseUrl: config.publicBaseUrl, ownOrigins: config.ownOrigins }),
  )
  app.use(['/api', '/auth', '/live', '/oauth', '/webhooks', '/phone'], () => {
    throw new HttpError(404, 'not_found', 'There is nothing here.')
  })
  app.use(portalHeaders({ isHttps }), mountPortal())
  app.use(createErrorHandler(logger))
  return app
}
