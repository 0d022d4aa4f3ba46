import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { calendar_v3 } from '@googleapis/calendar'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSandbox, type Sandbox } from '../../start-sandbox.ts'
import { calendarClient, CASTELLANO, GLOW, refusal, visit } from '../real-clients.ts'

interface Push {
  headers: IncomingHttpHeaders
  method: string | undefined
  body: string
}

const calendarId = CASTELLANO
let sandbox: Sandbox
let calendars: calendar_v3.Calendar
let listener: Server
let address: string
let pushes: Push[]
let answers: number[]

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  listener = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      pushes.push({ headers: request.headers, method: request.method, body })
      response.writeHead(answers.shift() ?? 204).end()
    })
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/push`
})
beforeEach(() => {
  sandbox.control.google.reset()
  sandbox.control.resetFaults()
  sandbox.control.clearViolations()
  calendars = calendarClient(sandbox)
  pushes = []
  answers = []
})
afterAll(async () => {
  listener.close()
  listener.closeAllConnections()
  await sandbox.close()
})

const watch = (change: calendar_v3.Schema$Channel = {}) =>
  calendars.events.watch({
    calendarId,
    requestBody: { id: 'channel-1', type: 'web_hook', address, token: 'secret=1', ...change },
  })
const insert = (id: string) => calendars.events.insert({ calendarId, requestBody: { id, ...visit() } })
const states = () => pushes.map(({ headers }) => headers['x-goog-resource-state'])

describe('a push channel', () => {
  it('says sync first, then exists for every change, with nothing in it', async () => {
    const { data: channel } = await watch()
    expect(channel).toMatchObject({ kind: 'api#channel', id: 'channel-1', token: 'secret=1' })
    expect(Number(channel.expiration)).toBeGreaterThan(Date.now() + 6 * 24 * 3_600_000)
    await insert('aaaaa')
    sandbox.control.google.deleteEvent({ calendar: calendarId, event: 'aaaaa' })
    await vi.waitFor(() => expect(states()).toEqual(['sync', 'exists', 'exists']))
    expect(pushes.map(({ method, body }) => method === 'POST' && body === '')).toEqual([true, true, true])
    expect(pushes[0]!.headers).toMatchObject({
      'x-goog-channel-id': 'channel-1',
      'x-goog-channel-token': 'secret=1',
      'x-goog-channel-expiration': new Date(Number(channel.expiration)).toUTCString(),
      'x-goog-resource-id': channel.resourceId,
      'x-goog-resource-uri': expect.stringContaining(encodeURIComponent(calendarId)) as string,
      'x-goog-message-number': '1',
      'content-length': '0',
    })
    const numbers = pushes.map(({ headers }) => Number(headers['x-goog-message-number']))
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    await vi.waitFor(() =>
      expect(sandbox.control.google.pushes().map(({ outcome }) => outcome)).toEqual(Array(3).fill('delivered')),
    )
  })

  it('says nothing of other calendars, nor after it was stopped or has expired', async () => {
    const { data: channel } = await watch({ expiration: String(Date.now() + 60_000) })
    await calendars.events.insert({ calendarId: GLOW, requestBody: visit() })
    const stop = () => calendars.channels.stop({ requestBody: { id: channel.id!, resourceId: channel.resourceId! } })
    const { data: other } = await watch({ id: 'channel-2' })
    await stop()
    expect(await refusal(stop())).toMatchObject({ status: 404 })
    await insert('aaaaa')
    await vi.waitFor(() => expect(states()).toEqual(['sync', 'sync', 'exists']))
    expect(pushes.at(-1)!.headers['x-goog-channel-id']).toBe(other.id)
    sandbox.control.advanceClock(31 * 24 * 3_600_000)
    sandbox.control.google.deleteEvent({ calendar: calendarId, event: 'aaaaa' })
    expect(sandbox.control.google.channels()).toEqual([])
    expect(sandbox.control.google.pushes()).toHaveLength(3)
  })

  it('tries again when the server is down, and lets nothing overtake', async () => {
    answers = [503]
    await watch()
    await insert('aaaaa')
    await vi.waitFor(() => expect(states()).toEqual(['sync', 'sync', 'exists']), { timeout: 3000 })
    await vi.waitFor(() =>
      expect(sandbox.control.google.pushes()).toMatchObject([
        { outcome: 'delivered', attempts: 2, status: 204 },
        { outcome: 'delivered', attempts: 1 },
      ]),
    )
  })

  it('does not try again when it is refused, and calls nobody outside', async () => {
    answers = [404]
    await watch()
    await vi.waitFor(() => expect(sandbox.control.google.pushes()).toMatchObject([{ outcome: 'refused', status: 404 }]))
    await watch({ id: 'far', address: 'https://ava.example/webhooks/google-calendar' })
    expect(sandbox.control.google.pushes().at(-1)).toMatchObject({ outcome: 'not_local', attempts: 0 })
  })

  it('can be lost', async () => {
    await watch()
    sandbox.control.setFaults({ googleFaults: [{ kind: 'lost_push', for: calendarId, times: 1, ms: 0, status: 503 }] })
    await insert('aaaaa')
    await insert('bbbbb')
    await vi.waitFor(() => expect(states()).toEqual(['sync', 'exists']))
    expect(sandbox.control.google.pushes().map(({ outcome }) => outcome)).toContain('lost')
  })

  it.each<[string, calendar_v3.Schema$Channel, string]>([
    ['an id of 65', { id: 'x'.repeat(65) }, 'channelIdInvalid'],
    ['no id', { id: undefined }, 'required'],
    ['plain http outside this machine', { address: 'http://ava.example/push' }, 'push.webhookUrlNotHttps'],
    ['another type', { type: 'carrier_pigeon' }, 'unknownChannelType'],
    ['a token of 257', { token: 'x'.repeat(257) }, 'invalid'],
    ['an expiry in the past', { expiration: '1000' }, 'invalid'],
  ])('is refused with %s', async (_, change, reason) => {
    expect(await refusal(watch(change))).toEqual({ status: 400, reason })
  })

  it('needs an id that nobody has', async () => {
    await watch()
    expect(await refusal(watch())).toEqual({ status: 400, reason: 'channelIdNotUnique' })
  })
})
