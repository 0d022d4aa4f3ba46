import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { Metrics } from './metrics.ts'

/** Gives each request an id, and one line in the log and one count in the metrics when it is answered. */
export function createRequestLog(deps: { logger: Logger; metrics: Metrics }): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    const requestId = randomUUID()
    response.locals['requestId'] = requestId
    response.set('X-Request-Id', requestId)
    response.once('close', () => {
      const route = routeOf(request)
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10
      const status = response.statusCode
      deps.metrics.requests.observe({ route, status: String(status) }, durationMs / 1000)
      const level = route.startsWith('/api') || route.startsWith('/auth') ? 'info' : 'debug'
      deps.logger[level]({ requestId, method: request.method, route, status, durationMs }, 'request')
    })
    next()
  }
}

/** The pattern of the route, never the address itself: that may hold a search or a secret. */
function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined
  if (typeof route?.path === 'string') return `${request.baseUrl}${route.path}`
  return prefixes.find((prefix) => request.originalUrl.startsWith(`${prefix}/`)) ?? 'page'
}
const prefixes = ['/auth', '/api/widget', '/api/portal', '/api', '/widget/v1', '/demo', '/_app']
