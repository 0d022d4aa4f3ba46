import type { calendar_v3 } from '@googleapis/calendar'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../start-sandbox.ts'
import { calendarClient, CASTELLANO, GLOW, refusal, serviceClient, visit } from '../real-clients.ts'

const calendarId = CASTELLANO
let sandbox: Sandbox
let calendars: calendar_v3.Calendar

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
beforeEach(() => {
  sandbox.control.google.reset()
  sandbox.control.resetFaults()
  sandbox.control.clearViolations()
  calendars = calendarClient(sandbox)
})
afterAll(() => sandbox.close())

const insert = (id: string) => calendars.events.insert({ calendarId, requestBody: { id, ...visit() } })

describe('what goes wrong', () => {
  const strike = async (kind: string, more: object = {}) => {
    const answer = await fetch(`${sandbox.url}/control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ googleFaults: [{ kind, for: calendarId, times: 1, ...more }] }),
    })
    expect(answer.status).toBe(200)
  }
  const list = (query = {}) => calendars.events.list({ calendarId, ...query })
  const left = () => sandbox.control.faults().googleFaults

  it.each([
    // With a fresh token Google's own client asks once more after a 403.
    ['rate_limit_403', 2, 403, 'rateLimitExceeded'],
    ['rate_limit_429', 1, 429, 'rateLimitExceeded'],
    ['server_error', 1, 503, 'backendError'],
  ])('%s strikes %i times, and only that calendar', async (kind, times, status, reason) => {
    await strike(kind, { times })
    await calendars.events.list({ calendarId: GLOW })
    expect(await refusal(list())).toEqual({ status, reason })
    expect(left()).toEqual([])
    await list()
    expect(sandbox.control.violations()).toEqual([])
  })

  it('strikes all that an account owns, whoever asks', async () => {
    await strike('server_error', { for: GLOW })
    const service = calendarClient(sandbox, { auth: serviceClient(sandbox) })
    expect(await refusal(service.events.list({ calendarId }))).toMatchObject({ status: 503 })
    await service.events.list({ calendarId })
  })

  it('an expired token is refreshed by Google’s own client', async () => {
    await strike('expired_token')
    await list()
    expect(left()).toEqual([])
  })

  it('a sync token is gone, a version has changed, an id is taken', async () => {
    const { nextSyncToken } = (await list()).data
    await strike('sync_token_gone')
    await list()
    expect(await refusal(list({ syncToken: nextSyncToken }))).toEqual({ status: 410, reason: 'fullSyncRequired' })
    await strike('duplicate')
    expect(await refusal(insert('aaaaa'))).toMatchObject({ status: 409 })
    expect(await refusal(calendars.events.get({ calendarId, eventId: 'aaaaa' }))).toMatchObject({ status: 404 })
    const { data } = await insert('aaaaa')
    await strike('precondition_failed')
    const remove = () =>
      calendars.events.delete({ calendarId, eventId: 'aaaaa' }, { headers: { 'If-Match': data.etag! } })
    expect(await refusal(remove())).toMatchObject({ status: 412 })
    await remove()
  })

  it('an error stands inside a 200', async () => {
    await strike('error_inside_200', { times: 2 })
    const { data } = await calendars.freebusy.query({
      requestBody: { timeMin: '2026-12-01T00:00:00Z', timeMax: '2026-12-02T00:00:00Z', items: [{ id: calendarId }] },
    })
    expect(data.calendars).toEqual({
      [calendarId]: { errors: [{ domain: 'global', reason: 'internalError' }], busy: [] },
    })
    const listed = await list()
    expect(listed.status).toBe(200)
    expect(listed.data).toMatchObject({ error: { code: 500 } })
    expect(listed.data.items).toBeUndefined()
  })

  it('a connection breaks before or after the work was done', async () => {
    await strike('connection_dropped')
    await expect(insert('aaaaa')).rejects.toThrow()
    await strike('answer_lost')
    await expect(insert('aaaaa')).rejects.toThrow()
    expect(await refusal(insert('aaaaa'))).toMatchObject({ status: 409 })
  })

  it('answers come late, in pages of one', async () => {
    await insert('aaaaa')
    await strike('slow', { ms: 150 })
    const before = performance.now()
    await list()
    expect(performance.now() - before).toBeGreaterThan(140)
    await strike('small_pages')
    const { data } = await list()
    expect(data.items).toHaveLength(1)
    expect(data.nextPageToken).toEqual(expect.any(String))
  })

  it('is refused when there is no such fault', async () => {
    const answer = await fetch(`${sandbox.url}/control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ googleFaults: [{ kind: 'earthquake' }] }),
    })
    expect(answer.status).toBe(400)
  })
})
