import { localeCookie, parseLocale, preferredLocale } from '#lib/messages/locale.ts'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { isSameOrigin } from '#lib/server/same-origin.ts'
import { parseTheme, themeCookie } from '#lib/theme.ts'
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks'
import type { RequestEvent } from '@sveltejs/kit'

/** The content security policy is Kit's (vite.config.ts): it knows the nonces. */
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'microphone=(self), camera=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Pages hold customers' data: no copy in any cache, nor behind the back button after sign-out.
  'cache-control': 'private, no-store',
}

export const handle: Handle = async ({ event, resolve }) => {
  const { locals } = event
  locals.theme = parseTheme(event.cookies.get(themeCookie))
  locals.locale =
    parseLocale(event.cookies.get(localeCookie)) ?? preferredLocale(event.request.headers.get('accept-language'))
  locals.page = event.url.pathname + event.url.search
  locals.serverOrigin = serverOrigin(event)
  locals.setCookies = []

  const isReading = event.request.method === 'GET' || event.request.method === 'HEAD'
  const response =
    isReading || isSameOrigin(event.request)
      ? await resolve(event, {
          transformPageChunk: ({ html }) =>
            html.replace('%ava.lang%', locals.locale).replace('%ava.theme%', locals.theme),
        })
      : new Response(messagesFor(locals.locale).problem.foreignForm, { status: 403 })

  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value)
  for (const cookie of locals.setCookies) response.headers.append('set-cookie', cookie)
  return response
}

/** This process also serves `/api` and `/auth`, on the port that the request came in by; `vite dev` passes them on. */
function serverOrigin(event: RequestEvent): string {
  const port = event.platform?.req.socket.localPort
  return port === undefined ? event.url.origin : `http://127.0.0.1:${port}`
}

export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind === 'app') return
  const words = messagesFor(event.locals.locale).problem
  if (kind !== 'unknown') return { message: words.byStatus(error.status) }
  // The address without its query: a search may hold a customer's name.
  const stack = error instanceof Error ? error.stack : String(error)
  const line = { level: 'error', part: 'portal', path: event.url.pathname, error: stack }
  process.stderr.write(`${JSON.stringify(line)}\n`)
  return { message: words.byStatus(500) }
}
