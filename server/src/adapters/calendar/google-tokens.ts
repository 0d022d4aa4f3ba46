import { JWT, OAuth2Client } from 'google-auth-library'
import { z } from 'zod'
import { CalendarError, type CalendarCredentials } from './calendar.ts'
import { answerOf, asCalendarError } from './google-errors.ts'

export interface GoogleSettings {
  clientId: string
  clientSecret: string
  /** Null: Google's own addresses. */
  baseUrl: string | null
}

/** Nobody waits longer for Google than this, on any call. */
export const TIMEOUT_MS = 10_000
/** A token that dies within this is not used any more. */
const EARLY_MS = 60_000

const SCOPE = 'https://www.googleapis.com/auth/'
/** Reading and writing events, and which calendars there are; no more than that. */
const CALENDAR_SCOPES = [`${SCOPE}calendar.events`, `${SCOPE}calendar.calendarlist.readonly`]
const SCOPES = ['openid', 'email', ...CALENDAR_SCOPES]

export function googleClient({ clientId, clientSecret, baseUrl }: GoogleSettings, redirectUri?: string): OAuth2Client {
  const client = new OAuth2Client({
    clientId,
    clientSecret,
    ...(redirectUri === undefined ? {} : { redirectUri }),
    ...(baseUrl === null
      ? {}
      : {
          endpoints: {
            oauth2TokenUrl: `${baseUrl}/token`,
            oauth2AuthBaseUrl: `${baseUrl}/auth`,
            oauth2RevokeUrl: `${baseUrl}/revoke`,
          },
        }),
  })
  onceOnly(client)
  return client
}

export function consentUrl(
  settings: GoogleSettings,
  request: { redirectUri: string; state: string; codeChallenge: string; loginHint: string | null },
): string {
  return googleClient(settings, request.redirectUri).generateAuthUrl({
    // Both, or there is no refresh token when somebody connects a second time.
    access_type: 'offline',
    prompt: 'consent',
    scope: SCOPES,
    state: request.state,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256' as never,
    ...(request.loginHint === null ? {} : { login_hint: request.loginHint }),
  })
}

const IdToken = z.object({ email: z.string().min(3) })

export async function exchangeCode(
  settings: GoogleSettings,
  { code, codeVerifier, redirectUri }: { code: string; codeVerifier: string; redirectUri: string },
): Promise<
  | { ok: true; credentials: CalendarCredentials; account: string; scopes: string[] }
  | { ok: false; reason: 'code_refused' | 'scopes_missing' | 'no_refresh_token' }
> {
  const client = googleClient(settings, redirectUri)
  const tokens = await client.getToken({ code, codeVerifier, redirect_uri: redirectUri }).then(
    (answer) => answer.tokens,
    (error: unknown) => {
      const answer = answerOf(error)
      if (answer?.reason === 'invalid_grant' || answer?.reason === 'redirect_uri_mismatch') return null
      throw asCalendarError(error)
    },
  )
  if (!tokens) return { ok: false, reason: 'code_refused' }
  const scopes = (tokens.scope ?? '').split(' ').filter(Boolean)
  // People may leave out some of what was asked for.
  if (!CALENDAR_SCOPES.every((scope) => scopes.includes(scope))) {
    await revokeToken(settings, tokens.refresh_token ?? tokens.access_token ?? '')
    return { ok: false, reason: 'scopes_missing' }
  }
  if (!tokens.refresh_token) return { ok: false, reason: 'no_refresh_token' }
  // It came from Google's own endpoint over our own connection: its signature says nothing more.
  const account = emailIn(tokens.id_token ?? '')
  if (account === null) throw new CalendarError('bad_answer', { code: 'no_account' })
  return {
    ok: true,
    account,
    scopes,
    credentials: {
      kind: 'oauth',
      refreshToken: tokens.refresh_token,
      accessToken: tokens.access_token ?? null,
      expiresAt: tokens.expiry_date ?? null,
    },
  }
}

/** Whose account it is; null when it is not said. What is there instead must not be said: it is a token. */
function emailIn(idToken: string): string | null {
  try {
    const payload = Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8')
    return IdToken.parse(JSON.parse(payload)).email.toLowerCase()
  } catch {
    return null
  }
}

/** Revoked already is success. */
export async function revokeToken(settings: GoogleSettings, token: string): Promise<void> {
  if (token === '') return
  try {
    await googleClient(settings).revokeToken(token)
  } catch (error) {
    const answer = answerOf(error)
    if (answer && answer.status >= 400 && answer.status < 500) return
    throw asCalendarError(error)
  }
}

/** A new access token. Throws CalendarError, `dead_token` when there will be none any more. */
export async function refreshed(
  settings: GoogleSettings,
  credentials: CalendarCredentials,
): Promise<CalendarCredentials & { accessToken: string }> {
  try {
    const tokens =
      credentials.kind === 'oauth' ? await byRefreshToken(settings, credentials) : await byKey(settings, credentials)
    if (!tokens.access_token) throw new CalendarError('bad_answer', { code: 'no_access_token' })
    return { ...credentials, accessToken: tokens.access_token, expiresAt: tokens.expiry_date ?? null }
  } catch (error) {
    throw asCalendarError(error)
  }
}

export function isFresh(
  credentials: CalendarCredentials,
): credentials is CalendarCredentials & { accessToken: string } {
  const { accessToken, expiresAt } = credentials
  return accessToken !== null && expiresAt !== null && expiresAt - EARLY_MS > Date.now()
}

async function byRefreshToken(settings: GoogleSettings, { refreshToken }: { refreshToken: string }) {
  const client = googleClient(settings)
  client.setCredentials({ refresh_token: refreshToken })
  return (await client.refreshAccessToken()).credentials
}

async function byKey(
  { baseUrl }: GoogleSettings,
  key: { email: string; privateKey: string; keyId: string | null; subject: string | null },
) {
  const jwt = new JWT({
    email: key.email,
    key: key.privateKey,
    ...(key.keyId === null ? {} : { keyId: key.keyId }),
    ...(key.subject === null ? {} : { subject: key.subject }),
    scopes: CALENDAR_SCOPES,
  })
  onceOnly(jwt, baseUrl === null ? undefined : `${baseUrl}/token`)
  return jwt.authorize()
}

/**
 * The SDK tries again by itself, for as long as it likes; here the jobs do, and know when. And a
 * service account's key is sent to an address that is written into the SDK: `tokenUrl` replaces it.
 */
function onceOnly(client: OAuth2Client, tokenUrl?: string): void {
  const { transporter } = client
  const request = transporter.request.bind(transporter)
  transporter.request = (options: object) =>
    request({
      ...options,
      retry: false,
      retryConfig: { retry: 0 },
      timeout: TIMEOUT_MS,
      ...(tokenUrl === undefined ? {} : { url: tokenUrl }),
    })
}
