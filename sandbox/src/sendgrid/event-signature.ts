import { createECDH, createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'

export interface EventKeys {
  privateKey: KeyObject
  /** DER in base64, as SendGrid shows it. */
  publicKey: string
}

/**
 * The key pair of the event webhook. The same words make the same keys on every machine,
 * so that a server that is served by the sandbox can know the public one beforehand.
 */
export function eventKeys(words: string): EventKeys {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(createHash('sha256').update(words).digest())
  const point = ecdh.getPublicKey()
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: ecdh.getPrivateKey().toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
  return { privateKey, publicKey }
}

/** Of everybody's sandbox. */
export const SANDBOX_EVENT_KEYS = 'the event webhook of a SendGrid that is none'

/** ECDSA with SHA-256 over the timestamp and the body's bytes. */
export function signEvents({ privateKey }: EventKeys, timestamp: string, body: Buffer): string {
  return sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), privateKey).toString('base64')
}
