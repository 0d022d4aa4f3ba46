/** The secret of a mail's link: behind the #, where it is sent to nobody and stands in no log. */
export function readLinkToken(): string {
  const hash = window.location.hash.slice(1)
  try {
    return decodeURIComponent(hash)
  } catch {
    return hash
  }
}
