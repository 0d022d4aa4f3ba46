import { createPublicKey, timingSafeEqual, createHash, verify, type KeyObject } from 'node:crypto'

/** An event webhook that is older than this, or comes from the future by more, is somebody's copy of one. */
const OLDEST_MS = 10 * 60_000

/** True when both are the same; takes as long for a first letter that differs as for a last. */
export function isSame(given: string, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(wanted))
}

/** The name and password of `Authorization: Basic …`; null without one. */
export function basicAuth(header: string | undefined): { user: string; password: string } | null {
  const [, encoded] = /^Basic ([A-Za-z\d+/=_-]{1,1000})$/i.exec(header ?? '') ?? []
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

export function eventKey(derInBase64: string): KeyObject {
  return createPublicKey({ key: Buffer.from(derInBase64, 'base64'), format: 'der', type: 'spki' })
}

/** ECDSA with SHA-256 over the timestamp and the bytes of the body as they came: JSON that was read and written again is another. */
export function checkEvents(options: {
  key: KeyObject
  signature: string
  timestamp: string
  body: Buffer
  now: Date
}): 'ok' | 'unsigned' | 'bad_signature' | 'replayed' {
  const { key, signature, timestamp, body, now } = options
  if (signature === '' || !/^\d{1,12}$/.test(timestamp)) return 'unsigned'
  const isGenuine = verify(
    'sha256',
    Buffer.concat([Buffer.from(timestamp), body]),
    key,
    Buffer.from(signature.slice(0, 200), 'base64'),
  )
  if (!isGenuine) return 'bad_signature'
  return Math.abs(now.getTime() - Number(timestamp) * 1000) > OLDEST_MS ? 'replayed' : 'ok'
}
