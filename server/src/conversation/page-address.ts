/** Addresses of pages carry tokens and names behind the question mark: where somebody was is enough. Null for what is no address. */
export function pageAddress(pageUrl: string): string | null {
  const url = URL.parse(pageUrl)
  return url === null ? null : `${url.origin}${url.pathname}`
}
