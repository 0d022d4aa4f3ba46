/** Paths of this host that are no pages, or would send somebody round in circles. */
const notPages = ['/api', '/auth', '/webhooks', '/live', '/widget', '/sign-in', '/sign-out', '/preferences', '/_app']

/**
 * Where to go after sign-in: `wanted` if it is a path of the portal itself, otherwise the front page.
 * It comes from the address bar, so anybody may have written it: `//evil.example`, `/\evil.example`,
 * `javascript:…` and a tab in the middle of a scheme must not leave this host.
 */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted)) return '/'
  const url = new URL(wanted, 'http://portal.invalid')
  if (url.origin !== 'http://portal.invalid' || url.pathname.startsWith('//')) return '/'
  const isPage = !notPages.some((path) => url.pathname === path || url.pathname.startsWith(`${path}/`))
  return isPage ? url.pathname + url.search + url.hash : '/'
}
