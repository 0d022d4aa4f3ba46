import type { SessionRequest, SessionResponse, WidgetConfig } from '@ava/protocol/widget-config.ts'
import { parseApiError, parseSessionResponse, parseWidgetConfig } from './wire-shapes.ts'

export type ApiFailure = {
  ok: false
  /** `refused`: this site may not use Ava (unknown key, or a domain that is not on the list). Trying again is of no use. */
  reason: 'refused' | 'too_fast' | 'unavailable'
  /** Of the server, for the site's owner. */
  message: string
  retryAfterMs?: number
}
export type ApiResult<T> = { ok: true; value: T } | ApiFailure

const TIMEOUT_MS = 10_000

export interface WidgetApi {
  /** `language`: what the visitor reads, as "es-MX". */
  config(language: string): Promise<ApiResult<WidgetConfig>>
  openSession(resume: SessionRequest['resume']): Promise<ApiResult<SessionResponse>>
  liveUrl: string
}

/** The widget's two HTTP calls and the address of its socket, on the host that served the script. */
export function createWidgetApi(baseUrl: string, siteKey: string): WidgetApi {
  const root = new URL('../../', baseUrl)
  const liveUrl = new URL('live', root)
  liveUrl.protocol = liveUrl.protocol.replace('http', 'ws')
  return {
    liveUrl: liveUrl.href,
    config: (language) => {
      const query = new URLSearchParams({ site: siteKey, lang: language.slice(0, 100) })
      return call(new URL(`api/widget/config?${query}`, root), {}, parseWidgetConfig)
    },
    openSession: (resume) => {
      const request: SessionRequest = { siteKey, pageUrl: location.href.slice(0, 2_000), resume }
      const body = JSON.stringify(request)
      const headers = { 'content-type': 'application/json' }
      return call(new URL('api/widget/session', root), { method: 'POST', headers, body }, parseSessionResponse)
    },
  }
}

async function call<T>(url: URL, init: RequestInit, parse: (body: unknown) => T | null): Promise<ApiResult<T>> {
  try {
    const response = await fetch(url, { ...init, credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT_MS) })
    const body: unknown = await response.json().catch(() => null)
    if (!response.ok) return failure(response, body)
    const value = parse(body)
    if (value) return { ok: true, value }
    return { ok: false, reason: 'unavailable', message: `The answer of ${url.pathname} is not of this version.` }
  } catch (error) {
    // Offline, refused by the page's connect-src, timed out: the browser does not tell them apart.
    return { ok: false, reason: 'unavailable', message: String(error) }
  }
}

function failure(response: Response, body: unknown): ApiFailure {
  const message = parseApiError(body)?.error.message ?? `HTTP ${response.status}`
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after')) || 5
    return { ok: false, reason: 'too_fast', message, retryAfterMs: seconds * 1_000 }
  }
  const isOurs = response.status === 401 || response.status === 403 || response.status === 404
  return { ok: false, reason: isOurs ? 'refused' : 'unavailable', message }
}
