import { calendar, type calendar_v3 } from '@googleapis/calendar'
import { JWT, OAuth2Client } from 'google-auth-library'
import type { Sandbox } from '../start-sandbox.ts'

export const GLOW = 'front-desk@glow.example'
export const CASTELLANO = 'castellano.glow@group.calendar.google.com'
export const REDIRECT = 'http://127.0.0.1:3000/calendars/google/callback'
export const SCOPE = 'https://www.googleapis.com/auth/calendar'

export function oauthClient({ url }: Sandbox, { redirectUri = REDIRECT } = {}): OAuth2Client {
  return new OAuth2Client({
    clientId: 'sandbox-client.apps.googleusercontent.com',
    clientSecret: 'sandbox-secret',
    redirectUri,
    // Without it the library trusts the expiry it was told, and gives a 401 back.
    forceRefreshOnFailure: true,
    endpoints: {
      oauth2AuthBaseUrl: `${url}/google/auth`,
      oauth2TokenUrl: `${url}/google/token`,
      oauth2RevokeUrl: `${url}/google/revoke`,
    },
  })
}

/** Google's own calendar client, in the name of an account that has given its permission. Nothing is tried twice. */
export function calendarClient(
  sandbox: Sandbox,
  { account = GLOW, auth }: { account?: string; auth?: OAuth2Client } = {},
): calendar_v3.Calendar {
  const client = auth ?? oauthClient(sandbox)
  if (!auth) client.setCredentials({ refresh_token: sandbox.control.google.grant({ account }).refreshToken })
  return calendar({ version: 'v3', auth: client, rootUrl: `${sandbox.url}/google/`, retry: false })
}

/** A service account with the key that the sandbox hands out; its token address is Google's own, unless led here. */
export function serviceClient(sandbox: Sandbox, { subject, key }: { subject?: string; key?: string } = {}): JWT {
  const file = sandbox.control.google.serviceAccount(sandbox.url)
  const client = new JWT({
    email: file.client_email!,
    key: key ?? file.private_key!,
    keyId: file.private_key_id!,
    scopes: [SCOPE],
    ...(subject ? { subject } : {}),
  })
  const { transporter } = client
  const request = transporter.request.bind(transporter)
  transporter.request = (options) =>
    request(
      String(options?.url).startsWith('https://oauth2.googleapis.com/token')
        ? { ...options, url: file.token_uri! }
        : options,
    )
  return client
}

/** The error's HTTP status and Google's reason. */
export async function refusal(promise: Promise<unknown>): Promise<{ status: number | undefined; reason: string }> {
  try {
    await promise
  } catch (error) {
    const { response } = error as {
      response?: { status: number; data: { error: string | { errors: { reason: string }[] } } }
    }
    if (!response) throw error
    const found = response.data.error
    return { status: response.status, reason: typeof found === 'string' ? found : (found.errors[0]?.reason ?? '') }
  }
  throw new Error('it was not refused')
}

export const visit = (start = '2026-12-01T10:00:00-05:00', end = '2026-12-01T11:00:00-05:00') => ({
  summary: 'Appointment – J.D.',
  start: { dateTime: start },
  end: { dateTime: end },
})
