/** The address as a link target, only when it is one a browser may open: a visitor's page tells it, so it may be `javascript:…`. */
export function webAddress(pageUrl: string): string | undefined {
  if (!URL.canParse(pageUrl)) return undefined
  const url = new URL(pageUrl)
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:'
  // "https://spa.example@evil.example" reads like the spa and is not.
  return isWeb && url.username === '' && url.password === '' ? url.href : undefined
}
