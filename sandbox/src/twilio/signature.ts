import { createHmac } from 'node:crypto'

/** HMAC-SHA1 over the URL and the parameters in the order of their names. */
export function sign(url: string, params: Record<string, string>, authToken: string): string {
  const signed = Object.keys(params)
    .sort()
    .reduce((text, name) => text + name + params[name], url)
  return createHmac('sha1', authToken).update(signed).digest('base64')
}
