import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { CodeChallengeMethod, type GenerateAuthUrlOpts } from 'google-auth-library'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../start-sandbox.ts'
import { calendarClient, GLOW, oauthClient, REDIRECT, refusal, SCOPE, serviceClient } from '../real-clients.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
afterEach(() => {
  sandbox.control.google.reset()
  sandbox.control.resetFaults()
  sandbox.control.clearViolations()
})
afterAll(() => sandbox.close())

const kinds = (): string[] => sandbox.control.violations().map(({ kind }) => kind)

function pkce() {
  const verifier = randomBytes(48).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** Goes through the consent page as a person does; the address that they are sent back to. */
async function consent(address: string, { account = GLOW, answer = 'allow', leaveOut = '' } = {}): Promise<URL> {
  const chosen = `${address}&account=${encodeURIComponent(account)}`
  const page = await (await fetch(chosen)).text()
  const scopes = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope]) => scope ?? '')
  const form = new URLSearchParams({ account, answer })
  for (const scope of scopes) if (scope !== leaveOut) form.append('scope', scope)
  const back = await fetch(chosen, { method: 'POST', body: form, redirect: 'manual' })
  expect(back.status).toBe(303)
  return new URL(back.headers.get('location')!)
}

const address = (options: GenerateAuthUrlOpts): string => oauthClient(sandbox).generateAuthUrl(options)
const offline = { access_type: 'offline', prompt: 'consent', scope: [SCOPE], state: 'st&te=1' }

describe('consent', () => {
  it('leads from the account to the app, and the code becomes tokens that work', async () => {
    const { verifier, challenge } = pkce()
    const asked = address({
      ...offline,
      scope: ['openid', 'email', SCOPE],
      code_challenge: challenge,
      code_challenge_method: CodeChallengeMethod.S256,
    })
    const choice = await (await fetch(asked)).text()
    expect(choice).toContain(GLOW)
    expect(choice).toContain('owner@lumen.example')
    const back = await consent(asked)
    expect(back.href).toContain(REDIRECT)
    expect(back.searchParams.get('state')).toBe('st&te=1')
    const client = oauthClient(sandbox)
    const code = back.searchParams.get('code')!
    const { tokens } = await client.getToken({ code, codeVerifier: verifier })
    expect(tokens).toMatchObject({ token_type: 'Bearer', scope: `openid email ${SCOPE}` })
    expect(JSON.parse(Buffer.from(tokens.id_token!.split('.')[1]!, 'base64url').toString())).toMatchObject({
      email: GLOW,
      email_verified: true,
    })
    client.setCredentials(tokens)
    const { data } = await calendarClient(sandbox, { auth: client }).calendarList.list()
    expect(data.items?.map(({ summary }) => summary)).toContain('Dr. Maya Castellano')
    expect(await refusal(client.getToken({ code, codeVerifier: verifier }))).toMatchObject({ reason: 'invalid_grant' })
  })

  it('comes back with access_denied when the person denies it', async () => {
    const back = await consent(address(offline), { answer: 'deny' })
    expect(Object.fromEntries(back.searchParams)).toEqual({ state: 'st&te=1', error: 'access_denied' })
  })

  it('gives no refresh token without offline, nor a second one without prompt=consent', async () => {
    const exchange = async (options: GenerateAuthUrlOpts) => {
      const code = (await consent(address(options))).searchParams.get('code')!
      return (await oauthClient(sandbox).getToken(code)).tokens.refresh_token
    }
    expect(await exchange({ scope: [SCOPE] })).toBeUndefined()
    expect(await exchange({ scope: [SCOPE], access_type: 'offline' })).toEqual(expect.any(String))
    expect(await exchange({ scope: [SCOPE], access_type: 'offline' })).toBeUndefined()
    expect(await exchange(offline)).toEqual(expect.any(String))
  })

  it('grants only what the person left ticked', async () => {
    const readonly = `${SCOPE}.readonly`
    const back = await consent(address({ ...offline, scope: [readonly, `${SCOPE}.events`] }), {
      leaveOut: `${SCOPE}.events`,
    })
    const client = oauthClient(sandbox)
    const { tokens } = await client.getToken(back.searchParams.get('code')!)
    expect(tokens.scope).toBe(readonly)
    client.setCredentials(tokens)
    const calendars = calendarClient(sandbox, { auth: client })
    await calendars.events.list({ calendarId: 'primary' })
    expect(await refusal(calendars.events.delete({ calendarId: 'primary', eventId: 'abcde' }))).toEqual({
      status: 403,
      reason: 'insufficientPermissions',
    })
  })

  it.each([
    ['another client', { client_id: 'other.apps.googleusercontent.com' }, 401, 'invalid_client'],
    ['an address over plain http', { redirect_uri: 'http://ava.example/callback' }, 400, 'invalid_request'],
    ['an unknown scope', { scope: 'https://www.googleapis.com/auth/everything' }, 400, 'invalid_scope'],
    ['a token response', { response_type: 'token' }, 400, 'unsupported_response_type'],
    ['an unknown challenge method', { code_challenge: 'x'.repeat(43), code_challenge_method: 'S512' }, 400, 'invalid'],
    ['an unknown prompt', { prompt: 'please' }, 400, 'invalid_request'],
  ])('shows the person a refusal of %s and sends nobody anywhere', async (_, change, status, error) => {
    const url = new URL(address(offline))
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value)
    const answer = await fetch(url, { redirect: 'manual' })
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(error)
    expect(kinds()).toHaveLength(1)
  })

  it('knows exactly the registered addresses once there are some', async () => {
    sandbox.control.google.setClient({ redirectUris: ['https://ava.example/callback'] })
    expect(await (await fetch(address(offline))).text()).toContain('redirect_uri_mismatch')
  })
})

describe('the token endpoint', () => {
  it.each([
    ['the wrong verifier', 'b'.repeat(43), REDIRECT, 'invalid_grant'],
    ['no verifier', undefined, REDIRECT, 'invalid_grant'],
    ['another address', undefined, `${REDIRECT}/`, 'redirect_uri_mismatch'],
  ])('refuses a code with %s', async (_, codeVerifier, redirectUri, reason) => {
    const { challenge } = pkce()
    const asked = address({
      ...offline,
      code_challenge: challenge,
      code_challenge_method: CodeChallengeMethod.S256,
    })
    const code = (await consent(asked)).searchParams.get('code')!
    const client = oauthClient(sandbox, { redirectUri })
    expect(await refusal(client.getToken({ code, ...(codeVerifier ? { codeVerifier } : {}) }))).toEqual({
      status: 400,
      reason,
    })
  })

  it('lets a code live ten minutes', async () => {
    const code = (await consent(address(offline))).searchParams.get('code')!
    sandbox.control.advanceClock(601_000)
    expect(await refusal(oauthClient(sandbox).getToken(code))).toMatchObject({ reason: 'invalid_grant' })
  })

  it('refuses another secret, and what it does not know', async () => {
    const post = async (form: Record<string, string>) => {
      const answer = await fetch(`${sandbox.url}/google/token`, { method: 'POST', body: new URLSearchParams(form) })
      return { status: answer.status, body: await answer.json() }
    }
    const client = { client_id: 'sandbox-client.apps.googleusercontent.com', client_secret: 'other' }
    expect(await post({ ...client, grant_type: 'refresh_token', refresh_token: 'x' })).toEqual({
      status: 401,
      body: { error: 'invalid_client', error_description: 'The provided client secret is invalid.' },
    })
    expect(await post({ grant_type: 'password' })).toMatchObject({
      status: 400,
      body: { error: 'unsupported_grant_type' },
    })
    expect(await post({})).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  it('lets access tokens live one hour of the sandbox’s clock, and refreshes them', async () => {
    const { accessToken } = sandbox.control.google.grant({ account: GLOW })
    const ask = () =>
      fetch(`${sandbox.url}/google/calendar/v3/users/me/calendarList`, {
        headers: { authorization: `Bearer ${accessToken}` },
      })
    expect((await ask()).status).toBe(200)
    sandbox.control.advanceClock(3_600_000)
    const late = await ask()
    expect(late.status).toBe(401)
    expect(await late.json()).toMatchObject({
      error: { code: 401, status: 'UNAUTHENTICATED', errors: [{ domain: 'global', reason: 'authError' }] },
    })
    expect(kinds()).toEqual([])
    const calendars = calendarClient(sandbox)
    await calendars.calendarList.list()
    sandbox.control.google.expireTokens()
    await calendars.calendarList.list()
  })

  it('answers invalid_grant after a revocation, whoever revoked', async () => {
    const byPerson = oauthClient(sandbox)
    byPerson.setCredentials({ refresh_token: sandbox.control.google.grant({ account: GLOW }).refreshToken })
    sandbox.control.google.revokeTokens(GLOW)
    expect(await refusal(byPerson.getAccessToken())).toEqual({ status: 400, reason: 'invalid_grant' })
    const byApp = oauthClient(sandbox)
    const { refreshToken, accessToken } = sandbox.control.google.grant({ account: GLOW })
    await byApp.revokeToken(refreshToken)
    expect(await refusal(byApp.revokeToken(accessToken))).toEqual({ status: 400, reason: 'invalid_token' })
    byApp.setCredentials({ refresh_token: refreshToken })
    expect(await refusal(byApp.getAccessToken())).toEqual({ status: 400, reason: 'invalid_grant' })
  })

  it('lets refresh tokens of an app in testing die after seven days', async () => {
    sandbox.control.google.setClient({ publishing: 'testing' })
    const client = oauthClient(sandbox)
    client.setCredentials({ refresh_token: sandbox.control.google.grant({ account: GLOW }).refreshToken })
    sandbox.control.advanceClock(7 * 24 * 3_600_000 + 1)
    expect(await refusal(client.getAccessToken())).toMatchObject({ reason: 'invalid_grant' })
  })

  it('fails as it is told to, for one account only', async () => {
    sandbox.control.setFaults({
      googleFaults: [{ kind: 'invalid_grant', for: GLOW, times: null, ms: 0, status: 503 }],
    })
    const client = oauthClient(sandbox)
    client.setCredentials({ refresh_token: sandbox.control.google.grant({ account: GLOW }).refreshToken })
    expect(await refusal(client.getAccessToken())).toMatchObject({ reason: 'invalid_grant' })
    client.setCredentials({
      refresh_token: sandbox.control.google.grant({ account: 'owner@lumen.example' }).refreshToken,
    })
    await client.getAccessToken()
  })
})

describe('a service account', () => {
  it('acts in its own name and, delegated, in an account’s', async () => {
    const own = calendarClient(sandbox, { auth: serviceClient(sandbox) })
    const { data } = await own.calendarList.list()
    expect(data.items).toHaveLength(12)
    const delegated = calendarClient(sandbox, { auth: serviceClient(sandbox, { subject: GLOW }) })
    expect((await delegated.calendarList.list()).data.items?.some(({ primary }) => primary)).toBe(true)
  })

  it('is refused with another key, and in the name of somebody unknown', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    expect(await refusal(serviceClient(sandbox, { key: privateKey }).authorize())).toMatchObject({
      status: 400,
      reason: 'invalid_grant',
    })
    expect(await refusal(serviceClient(sandbox, { subject: 'nobody@glow.example' }).authorize())).toMatchObject({
      reason: 'invalid_grant',
    })
    expect(kinds()).toEqual(['invalid_grant', 'invalid_grant'])
  })
})
