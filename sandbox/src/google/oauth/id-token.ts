import { createHash, sign } from 'node:crypto'
import type { GoogleState } from '../google-state.ts'
import { ACCESS_TOKEN_S } from './tokens.ts'
import { serviceAccountKeys } from './service-account.ts'

const EMAIL = ['email', 'https://www.googleapis.com/auth/userinfo.email']

/** Says who has signed in; signed with the sandbox's one key. */
export function idToken(
  state: GoogleState,
  { account, clientId, scopes, nonce }: { account: string; clientId: string; scopes: string[]; nonce: string | null },
): string {
  const now = Math.floor(state.clock.now() / 1000)
  const claims = {
    iss: 'https://accounts.google.com',
    azp: clientId,
    aud: clientId,
    sub: subjectOf(account),
    ...(scopes.some((scope) => EMAIL.includes(scope)) ? { email: account, email_verified: true } : {}),
    ...(nonce === null ? {} : { nonce }),
    iat: now,
    exp: now + ACCESS_TOKEN_S,
  }
  const parts = [{ alg: 'RS256', kid: state.data.serviceAccount.keyId, typ: 'JWT' }, claims]
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = sign('RSA-SHA256', Buffer.from(signed), serviceAccountKeys(state).privateKey)
  return `${signed}.${signature.toString('base64url')}`
}

/** The account's number, the same every time. */
export function subjectOf(account: string): string {
  const digest = createHash('sha256').update(account).digest()
  return `1${(digest.readBigUInt64BE() % 10n ** 20n).toString().padStart(20, '0')}`
}
