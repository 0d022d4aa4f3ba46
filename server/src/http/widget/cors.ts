import type { RequestHandler } from 'express'

/**
 * Lets the page that asks read the answer, a refusal included: its words are for the
 * owner of that page. What it may have is decided per spa (origin.ts), after the
 * preflight, which does not know the spa yet. Never with credentials: a foreign page has none here.
 */
export const widgetCors: RequestHandler = (request, response, next) => {
  const origin = request.get('origin')
  response.vary('Origin').set('Cross-Origin-Resource-Policy', 'cross-origin')
  if (origin !== undefined) {
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': 'Retry-After, X-Request-Id',
    })
  }
  if (request.method !== 'OPTIONS') return next()
  response
    .set({
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': 'Content-Type',
      'Access-Control-Max-Age': '7200',
    })
    .status(204)
    .end()
}
