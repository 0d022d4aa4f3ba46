import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { calendar_v3 } from '@googleapis/calendar'
import { startSandbox, type Sandbox } from '../../start-sandbox.ts'
import { calendarClient, CASTELLANO, GLOW, refusal, serviceClient, visit } from '../real-clients.ts'

const RAMAN = 'raman.glow@group.calendar.google.com'
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

const insert = (requestBody: calendar_v3.Schema$Event, calendar = calendarId) =>
  calendars.events.insert({ calendarId: calendar, requestBody, sendUpdates: 'none' })

describe('inserting', () => {
  it('keeps what it is given, and shows times as the calendar’s clock does', async () => {
    const { data } = await insert({
      id: '0k0v5',
      ...visit('2026-12-01T15:00:00Z', '2026-12-01T15:45:30.250Z'),
      visibility: 'private',
      extendedProperties: { private: { appointment: 'a-1' } },
    })
    expect(data).toMatchObject({
      kind: 'calendar#event',
      id: '0k0v5',
      status: 'confirmed',
      start: { dateTime: '2026-12-01T10:00:00-05:00', timeZone: 'America/New_York' },
      end: { dateTime: '2026-12-01T10:45:30-05:00' },
      visibility: 'private',
      extendedProperties: { private: { appointment: 'a-1' } },
      iCalUID: '0k0v5@google.com',
      sequence: 0,
      organizer: { email: CASTELLANO, self: true },
      creator: { email: GLOW },
    })
    expect(data.etag).toMatch(/^"\d+"$/)
  })

  it('takes an id once, also after its event has been deleted', async () => {
    await insert({ id: 'abcde', ...visit() })
    expect(await refusal(insert({ id: 'abcde', ...visit() }))).toEqual({ status: 409, reason: 'duplicate' })
    await calendars.events.delete({ calendarId, eventId: 'abcde' })
    expect(await refusal(insert({ id: 'abcde', ...visit() }))).toEqual({ status: 409, reason: 'duplicate' })
    await insert({ id: 'abcde', ...visit() }, RAMAN)
    expect(sandbox.control.violations()).toEqual([])
  })

  it.each<[string, calendar_v3.Schema$Event]>([
    ['an id with a w', { id: 'abcdew', ...visit() }],
    ['an id in capitals', { id: 'ABCDE', ...visit() }],
    ['an id of four', { id: 'abcd', ...visit() }],
    ['an id of 1,025', { id: 'a'.repeat(1025), ...visit() }],
    ['an id beside an iCalUID', { id: 'abcde', iCalUID: 'x@y', ...visit() }],
    ['no start', { end: visit().end }],
    ['no end', { start: visit().start }],
    ['an end before the start', visit('2026-12-01T11:00:00Z', '2026-12-01T10:00:00Z')],
    ['an end at the start', visit('2026-12-01T11:00:00Z', '2026-12-01T11:00:00Z')],
    ['a time without its offset', visit('2026-12-01T10:00:00', '2026-12-01T11:00:00')],
    ['a time without seconds', visit('2026-12-01T10:00Z', '2026-12-01T11:00Z')],
    ['the 31st of November', visit('2026-11-31T10:00:00Z', '2026-12-01T11:00:00Z')],
    ['a day and a time', { start: { date: '2026-12-01' }, end: { dateTime: '2026-12-02T10:00:00Z' } }],
    ['both in one', { start: { date: '2026-12-01', dateTime: '2026-12-01T10:00:00Z' }, end: visit().end }],
    ['an unknown zone', { ...visit(), start: { ...visit().start, timeZone: 'Mars/Olympus' } }],
    ['a whole day of none', { start: { date: '2026-12-01' }, end: { date: '2026-12-01' } }],
    ['a series without its zone', { ...visit(), recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] }],
    ['an unknown transparency', { ...visit(), transparency: 'maybe' }],
    ['an attendee without an address', { ...visit(), attendees: [{ email: 'nobody' }] }],
  ])('refuses %s, and notes it', async (_, body) => {
    expect((await refusal(insert(body))).status).toBe(400)
    expect(sandbox.control.violations()).toMatchObject([{ event: 'calendar.events.insert', session: GLOW }])
  })

  it('takes a local time when its zone is said, and whole days', async () => {
    const timeZone = 'America/Los_Angeles'
    const local = await insert({
      start: { dateTime: '2026-12-01T10:00:00', timeZone },
      end: { dateTime: '2026-12-01T11:00:00', timeZone },
    })
    expect(local.data.start).toEqual({ dateTime: '2026-12-01T13:00:00-05:00', timeZone })
    const day = await insert({ start: { date: '2026-12-01' }, end: { date: '2026-12-02' } })
    expect(day.data).toMatchObject({ start: { date: '2026-12-01' }, end: { date: '2026-12-02' } })
  })

  it('notes a field that the API does not have', async () => {
    await insert({ ...visit(), sumary: 'x' } as calendar_v3.Schema$Event)
    expect(sandbox.control.violations()).toMatchObject([{ kind: 'unknown_field' }])
  })

  it('lets a service account invite nobody in its own name', async () => {
    const body = { ...visit(), attendees: [{ email: 'j.d@example.com' }] }
    const own = calendarClient(sandbox, { auth: serviceClient(sandbox) })
    expect(await refusal(own.events.insert({ calendarId, requestBody: body }))).toEqual({
      status: 403,
      reason: 'forbiddenForServiceAccounts',
    })
    const delegated = calendarClient(sandbox, { auth: serviceClient(sandbox, { subject: GLOW }) })
    await delegated.events.insert({ calendarId, requestBody: body })
  })
})

describe('changing', () => {
  it('gives every write another etag, and moving another sequence', async () => {
    const { data: first } = await insert({ id: 'abcde', ...visit() })
    const patch = (requestBody: calendar_v3.Schema$Event) =>
      calendars.events.patch({ calendarId, eventId: 'abcde', requestBody })
    const { data: named } = await patch({ summary: 'Appointment – K.L.' })
    const { data: moved } = await patch(visit('2026-12-01T12:00:00-05:00', '2026-12-01T13:00:00-05:00'))
    expect(new Set([first.etag, named.etag, moved.etag]).size).toBe(3)
    expect([first.sequence, named.sequence, moved.sequence]).toEqual([0, 0, 1])
    const stale = calendars.events.update({
      calendarId,
      eventId: 'abcde',
      requestBody: { ...visit(), sequence: 0 },
    })
    expect((await refusal(stale)).status).toBe(400)
  })

  it('writes only over the version that If-Match names', async () => {
    const { data: first } = await insert({ id: 'abcde', ...visit() })
    const write = (etag: string) =>
      calendars.events.update(
        { calendarId, eventId: 'abcde', requestBody: { ...visit(), summary: 'again' } },
        { headers: { 'If-Match': etag } },
      )
    const remove = (etag: string) =>
      calendars.events.delete({ calendarId, eventId: 'abcde' }, { headers: { 'If-Match': etag } })
    const { data: second } = await write(first.etag!)
    expect(await refusal(write(first.etag!))).toEqual({ status: 412, reason: 'conditionNotMet' })
    expect(await refusal(remove(first.etag!))).toEqual({ status: 412, reason: 'conditionNotMet' })
    const { data: third } = await write('*')
    expect(third.etag).not.toBe(second.etag)
    await remove(third.etag!)
    expect(await refusal(remove('*'))).toEqual({ status: 410, reason: 'deleted' })
    expect(await refusal(calendars.events.delete({ calendarId, eventId: 'never' }))).toMatchObject({ status: 404 })
  })

  it('merges a patch, and null takes a field away; an update replaces', async () => {
    await insert({ id: 'abcde', ...visit(), location: 'Room 1', extendedProperties: { private: { a: '1', b: '2' } } })
    const { data: patched } = await calendars.events.patch({
      calendarId,
      eventId: 'abcde',
      requestBody: { location: null, extendedProperties: { private: { b: '3' } } },
    })
    expect(patched).toMatchObject({
      summary: 'Appointment – J.D.',
      extendedProperties: { private: { a: '1', b: '3' } },
    })
    expect(patched.location).toBeUndefined()
    const { data: replaced } = await calendars.events.update({
      calendarId,
      eventId: 'abcde',
      requestBody: { start: visit().start, end: visit().end },
    })
    expect(replaced.summary).toBeUndefined()
    expect(replaced.extendedProperties).toBeUndefined()
  })

  it('shows a deleted event to who asks for it, and brings it back', async () => {
    await insert({ id: 'abcde', ...visit() })
    await calendars.events.delete({ calendarId, eventId: 'abcde' })
    const { data: gone } = await calendars.events.get({ calendarId, eventId: 'abcde' })
    expect(gone.status).toBe('cancelled')
    const { data: back } = await calendars.events.update({
      calendarId,
      eventId: 'abcde',
      requestBody: { ...visit(), status: 'confirmed' },
    })
    expect(back.status).toBe('confirmed')
  })

  it('moves an event to another calendar and back', async () => {
    await insert({ id: 'abcde', ...visit() })
    const { data: there } = await calendars.events.move({ calendarId, eventId: 'abcde', destination: RAMAN })
    expect(there).toMatchObject({ id: 'abcde', organizer: { email: RAMAN } })
    expect((await calendars.events.get({ calendarId, eventId: 'abcde' })).data.status).toBe('cancelled')
    await calendars.events.move({ calendarId: RAMAN, eventId: 'abcde', destination: calendarId })
    expect((await calendars.events.get({ calendarId, eventId: 'abcde' })).data.status).toBe('confirmed')
  })

  it('knows other people’s calendars as little as Google does', async () => {
    const other = calendarClient(sandbox, { account: 'owner@lumen.example' })
    expect(await refusal(other.events.insert({ calendarId, requestBody: visit() }))).toMatchObject({ status: 404 })
    expect(await refusal(other.calendars.get({ calendarId }))).toMatchObject({ status: 404 })
    expect((await calendars.calendars.get({ calendarId: 'primary' })).data.id).toBe(GLOW)
  })
})

it('allows one account 600 calls in a minute', async () => {
  sandbox.control.google.quota({ perAccount: 2 })
  await calendars.calendarList.list()
  await calendars.calendarList.list()
  expect(await refusal(calendars.calendarList.list())).toEqual({ status: 403, reason: 'userRateLimitExceeded' })
  sandbox.control.advanceClock(60_000)
  await calendars.calendarList.list()
})
