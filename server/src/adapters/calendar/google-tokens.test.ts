import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { exchangeCode } from './google-tokens.ts'

let server: Server | undefined
afterEach(() => server?.close())

async function exchangedFor(answer: object) {
  server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings = { clientId: 'c', clientSecret: 's', baseUrl }
  return exchangeCode(settings, { code: '4/0A', codeVerifier: 'v', redirectUri: 'http://localhost:3000/callback' })
}

const tokens = {
  access_token: 'ya29.access',
  refresh_token: '1//0refresh',
  expires_in: 3599,
  scope: ['calendar.events', 'calendar.calendarlist.readonly']
    .map((scope) => `https://www.googleapis.com/auth/${scope}`)
    .join(' '),
}

it.each([
  ['is missing', undefined],
  ['is none', 'secret-of-somebody'],
  ['says nothing about the person', `x.${Buffer.from('{"sub":"1"}').toString('base64url')}.x`],
])('an answer whose ID token %s is not proper, and nothing of it is told', async (_what, id_token) => {
  const failed = await exchangedFor({ ...tokens, id_token }).catch((error: unknown) => error)
  expect(failed).toMatchObject({ name: 'CalendarError', kind: 'bad_answer' })
  expect(String(failed)).not.toContain('secret')
})
