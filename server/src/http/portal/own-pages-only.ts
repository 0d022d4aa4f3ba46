import type { RequestHandler } from 'express'
import { HttpError } from '../http-error.ts'

/**
 * Lets a change through only when no foreign page made the browser send it. Browsers name the page in Origin and
 * Sec-Fetch-Site, which pages cannot set; the portal passes Origin on from the form it was sent.
 */
export function ownPagesOnly(ownOrigins: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    const origin = request.get('origin')
    const site = request.get('sec-fetch-site')
    const isOurs =
      (origin === undefined || ownOrigins.includes(origin)) &&
      (site === undefined || site === 'same-origin' || site === 'none')
    if (!isReading && !isOurs) throw new HttpError(403, 'origin_not_allowed', 'Do this on the portal’s own page.')
    next()
  }
}
