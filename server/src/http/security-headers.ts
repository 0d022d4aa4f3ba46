import type { RequestHandler, Response } from 'express'
import helmet from 'helmet'

/** For answers that are data: nothing in them is ever rendered, framed or cached. */
export function apiHeaders(options: { isHttps: boolean }): RequestHandler[] {
  return [
    base(options, { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] }),
    (_request, response, next) => {
      response.set('Cache-Control', 'no-store')
      next()
    },
  ]
}

/** The portal writes its own policy, because it knows its nonces. */
export function portalHeaders(options: { isHttps: boolean }): RequestHandler {
  return helmet({
    contentSecurityPolicy: false,
    frameguard: { action: 'deny' },
    hsts: options.isHttps && { maxAge: 31_536_000 },
  })
}

/**
 * A sample page of a spa, as strict as the strictest host page we want to work on. With
 * `allowsWasm` it lets WebAssembly be compiled, as many sites do: there the widget's speech model runs.
 */
export function demoHeaders(options: {
  isHttps: boolean
  socketOrigins: string[]
  allowsWasm: boolean
}): RequestHandler {
  return base(options, {
    'default-src': ["'self'"],
    'script-src': options.allowsWasm ? ["'self'", "'wasm-unsafe-eval'"] : ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'"],
    'connect-src': ["'self'", ...options.socketOrigins],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  })
}

/** A page of ours around a widget that is tried out: shown inside the portal, in an origin of its own. */
export function previewHeaders(response: Response, { own }: { own: string }): void {
  response.set({
    'Content-Security-Policy': `sandbox allow-scripts; default-src 'none'; script-src ${own}; style-src ${own}; connect-src ${own}; frame-ancestors ${own}; base-uri 'none'; form-action 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  })
}

function base(options: { isHttps: boolean }, directives: Record<string, string[]>): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    // On plain http it would lock people out of localhost.
    hsts: options.isHttps && { maxAge: 31_536_000 },
  })
}
