/**
 * False for a request that another site's page made the browser send. Browsers say so in
 * Sec-Fetch-Site, which no page can forge; where they do not (plain http, old browsers) they send
 * Origin, whose host must be the one the request went to. Schemes are left out of it: TLS ends in
 * front of us, and a page on the same host is ours.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const origin = request.headers.get('origin')
  return origin !== null && URL.canParse(origin) && new URL(origin).host === new URL(request.url).host
}
