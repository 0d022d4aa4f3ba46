import { timingSafeEqual } from 'node:crypto'
import { Router, type Request } from 'express'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { isLoopbackAddress } from './client-address.ts'
import { HttpError } from './http-error.ts'

/** What is counted about this process. Labels hold routes and statuses, nothing about a spa or a person. */
export interface Metrics {
  registry: Registry
  requests: Histogram<'route' | 'status'>
  /** Texts, mails and reports that were not carried out: forged, too large, taken before … */
  webhooksRefused: Counter<'provider' | 'reason'>
  /** Reads `count` at each scrape. */
  gauge(name: string, help: string, count: () => number): void
  /** Each call of what it returns counts one more. */
  counter(name: string, help: string): () => void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requests: new Histogram({
      name: 'ava_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['route', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
    webhooksRefused: new Counter({
      name: 'ava_webhooks_refused_total',
      help: 'Webhooks that were not carried out, by reason',
      labelNames: ['provider', 'reason'],
      registers: [registry],
    }),
    gauge(name, help, count) {
      const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(count()) })
    },
    counter(name, help) {
      const counter = new Counter({ name, help, registers: [registry] })
      return () => counter.inc()
    },
  }
}

/** `GET /metrics`: to a program on this machine, or with the token. To anybody else it does not exist. */
export function metricsRoutes(deps: { metrics: Metrics; token: string | null }): Router {
  const router = Router()
  router.get('/metrics', async (request, response) => {
    if (!isLocal(request) && !hasToken(request, deps.token))
      throw new HttpError(404, 'not_found', 'There is nothing here.')
    const { registry } = deps.metrics
    response
      .set('Content-Type', registry.contentType)
      .set('Cache-Control', 'no-store')
      .send(await registry.metrics())
  })
  return router
}

/** A proxy on this machine makes everybody look local: what was forwarded is not local. */
function isLocal(request: Request): boolean {
  const isForwarded = 'x-forwarded-for' in request.headers || 'forwarded' in request.headers
  return !isForwarded && isLoopbackAddress(request.socket.remoteAddress ?? '')
}

function hasToken(request: Request, token: string | null): boolean {
  const given = Buffer.from(request.get('authorization') ?? '')
  const wanted = Buffer.from(`Bearer ${token ?? ''}`)
  return token !== null && given.length === wanted.length && timingSafeEqual(given, wanted)
}
