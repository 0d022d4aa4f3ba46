import type { Request } from 'express'
import { HttpError } from '../http-error.ts'

/**
 * The origin of the page that asks. Browsers leave the header out of a page's
 * requests to its own server, and then say so in Sec-Fetch-Site, which pages cannot
 * set. Null when neither is there: not a browser's page.
 */
export function pageOrigin(request: Request, ownOrigins: readonly string[]): string | null {
  const origin = request.get('origin')
  if (origin !== undefined) return origin
  const isOurs = request.get('sec-fetch-site') === 'same-origin'
  const host = request.get('host')
  return isOurs ? (ownOrigins.find((own) => new URL(own).host === host) ?? null) : null
}

/** Scheme, host and port, all three the same as one of the list. Our own pages (the demo) are always allowed. */
export function isAllowedOrigin(
  origin: string,
  allowed: { tenant: readonly string[]; own: readonly string[] },
): boolean {
  return allowed.own.includes(origin) || allowed.tenant.some((entry) => URL.parse(entry)?.origin === origin)
}

/** In words for the spa's owner, who reads it in the console of the site's page. */
export function originRefused(origin: string | null, personaName: string): HttpError {
  const message =
    origin === null || URL.parse(origin) === null
      ? `This page has no web address of its own, so ${personaName} does not know whether she may appear on it. Open it through the website.`
      : `Add ${origin} to Allowed websites in ${personaName}'s portal under Set-up › Widget`
  return new HttpError(403, 'origin_not_allowed', message)
}
