import { randomBytes } from 'node:crypto'
import type { AccessToken, GoogleData, RefreshToken } from '../google-data.ts'
import type { GoogleState } from '../google-state.ts'

/** Google's access tokens live one hour, and are said to live a second less. */
export const ACCESS_TOKEN_S = 3600
const TESTING_MS = 7 * 24 * 3600_000
const UNUSED_MS = 183 * 24 * 3600_000
/** Refresh tokens of one account for one app; the oldest dies when another is made. */
const MOST_REFRESH_TOKENS = 100
const MOST_ACCESS_TOKENS = 5000

export function newAccessToken(
  state: GoogleState,
  grant: { account: string; clientId: string; scopes: readonly string[]; from: string | null },
): string {
  const { data, clock } = state
  const token = `ya29.${randomBytes(48).toString('base64url')}`
  data.accessTokens.set(token, { ...grant, scopes: [...grant.scopes], expiresAt: clock.now() + ACCESS_TOKEN_S * 1000 })
  dropOldest(data.accessTokens, MOST_ACCESS_TOKENS)
  state.changed()
  return token
}

export function newRefreshToken(
  state: GoogleState,
  grant: { account: string; clientId: string; scopes: readonly string[] },
): { token: string; expiresInS: number | null } {
  const { data, clock } = state
  const token = `1//0${randomBytes(36).toString('base64url')}`
  const isTesting = data.client.publishing === 'testing'
  const now = clock.now()
  data.refreshTokens.set(token, {
    ...grant,
    scopes: [...grant.scopes],
    issuedAt: now,
    usedAt: now,
    expiresAt: isTesting ? now + TESTING_MS : null,
    isRevoked: false,
  })
  const own = [...data.refreshTokens].filter(([, one]) => one.account === grant.account && !one.isRevoked)
  for (const [, old] of own.slice(0, -MOST_REFRESH_TOKENS)) old.isRevoked = true
  state.changed()
  return { token, expiresInS: isTesting ? TESTING_MS / 1000 - 1 : null }
}

/** A refresh token that is still good; using it keeps it alive. */
export function useRefreshToken(state: GoogleState, token: string, clientId: string): RefreshToken | null {
  const found = state.data.refreshTokens.get(token)
  const now = state.clock.now()
  const isGood =
    found?.clientId === clientId &&
    !found.isRevoked &&
    (found.expiresAt === null || found.expiresAt > now) &&
    found.usedAt + UNUSED_MS > now
  if (!found || !isGood) return null
  found.usedAt = now
  state.changed()
  return found
}

export function findAccessToken(state: GoogleState, token: string): AccessToken | null {
  const found = state.data.accessTokens.get(token)
  return found && found.expiresAt > state.clock.now() ? found : null
}

/** Revokes a token, and with it every token of that account for the same app, as Google does. */
export function revokeToken(state: GoogleState, token: string): boolean {
  const { data } = state
  const refresh = data.refreshTokens.get(token)
  const found = refresh && !refresh.isRevoked ? refresh : findAccessToken(state, token)
  if (!found) return false
  revokeAccess(state, found)
  return true
}

/** An account takes back what it had allowed. */
export function revokeAccess(state: GoogleState, { account, clientId }: { account: string; clientId?: string }): void {
  const isMeant = (token: { account: string; clientId: string }): boolean =>
    token.account === account && (clientId === undefined || token.clientId === clientId)
  const { refreshTokens, accessTokens } = state.data
  for (const token of refreshTokens.values()) if (isMeant(token)) token.isRevoked = true
  for (const [token, access] of accessTokens) if (isMeant(access)) accessTokens.delete(token)
  state.changed()
}

/** Every access token's hour is over now; of one account, or of all. */
export function expireAccessTokens(state: GoogleState, account?: string): void {
  for (const access of state.data.accessTokens.values()) {
    if (account === undefined || access.account === account) access.expiresAt = 0
  }
  state.changed()
}

/** Whether this account has allowed the app these scopes before. */
export function hasAllowed(data: GoogleData, account: string, clientId: string, scopes: readonly string[]): boolean {
  const allowed = [...data.refreshTokens.values()].filter(
    (token) => token.account === account && token.clientId === clientId && !token.isRevoked,
  )
  return allowed.length > 0 && scopes.every((scope) => allowed.some((token) => token.scopes.includes(scope)))
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  const oldest = map.keys().next()
  if (map.size > most && !oldest.done) map.delete(oldest.value)
}
