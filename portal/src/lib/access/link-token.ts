/**
 * The secret of a mail's link: behind the #, where it is sent to nobody and stands in no log. Kept for this tab,
 * so that signing in or another language on the way does not lose it.
 */
export function readLinkToken(): string {
  const key = `ava-link:${window.location.pathname}`
  const token = decoded(window.location.hash.slice(1)) || (sessionStorage.getItem(key) ?? '')
  sessionStorage.setItem(key, token)
  return token
}

function decoded(hash: string): string {
  try {
    return decodeURIComponent(hash)
  } catch {
    return hash
  }
}
