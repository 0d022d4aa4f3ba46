import type { calendar_v3 } from '@googleapis/calendar'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../start-sandbox.ts'
import { calendarClient, GLOW, refusal, visit } from '../real-clients.ts'

const calendarId = 'plain.glow@group.calendar.google.com'
let sandbox: Sandbox
let calendars: calendar_v3.Calendar
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
beforeEach(() => {
  const { google } = sandbox.control
  google.reset()
  google.addCalendar({ id: calendarId, summary: 'Plain', owner: GLOW, timeZone: 'America/New_York' })
  sandbox.control.resetFaults()
  sandbox.control.clearViolations()
  calendars = calendarClient(sandbox)
})
afterAll(() => sandbox.close())

type Query = Omit<calendar_v3.Params$Resource$Events$List, 'calendarId'>
const list = async (query: Query = {}) => (await calendars.events.list({ calendarId, ...query })).data
const ids = (data: calendar_v3.Schema$Events) => data.items?.map(({ id }) => id)
const insert = (id: string, body: calendar_v3.Schema$Event = visit()) =>
  calendars.events.insert({ calendarId, requestBody: { id, ...body } })
const day = (date: number) => visit(`2026-12-0${date}T10:00:00-05:00`, `2026-12-0${date}T11:00:00-05:00`)

describe('listing events', () => {
  it('comes in pages, with the sync token on the last one only', async () => {
    for (const id of ['aaaaa', 'bbbbb', 'ccccc', 'ddddd', 'eeeee']) await insert(id)
    const first = await list({ maxResults: 2 })
    expect(ids(first)).toEqual(['aaaaa', 'bbbbb'])
    expect(first.nextSyncToken).toBeUndefined()
    // What changes meanwhile comes with the sync token, not in the pages.
    await insert('fffff')
    const second = await list({ maxResults: 2, pageToken: first.nextPageToken! })
    expect(second.nextSyncToken).toBeUndefined()
    const third = await list({ maxResults: 2, pageToken: second.nextPageToken! })
    expect([...ids(second)!, ...ids(third)!]).toEqual(['ccccc', 'ddddd', 'eeeee'])
    expect(third.nextPageToken).toBeUndefined()
    expect(ids(await list({ syncToken: third.nextSyncToken! }))).toEqual(['fffff'])
    expect((await refusal(list({ pageToken: first.nextPageToken!, singleEvents: true }))).status).toBe(400)
  })

  it('tells later changes by the token: the deleted by no more than their id', async () => {
    await insert('aaaaa')
    const { nextSyncToken } = await list()
    expect(ids(await list({ syncToken: nextSyncToken! }))).toEqual([])
    await insert('bbbbb')
    await calendars.events.patch({ calendarId, eventId: 'bbbbb', requestBody: { summary: 'x' } })
    await calendars.events.delete({ calendarId, eventId: 'aaaaa' })
    const later = await list({ syncToken: nextSyncToken! })
    expect(ids(later)).toEqual(['bbbbb', 'aaaaa'])
    expect(Object.keys(later.items![1]!).sort()).toEqual(['etag', 'id', 'kind', 'status'])
    expect(ids(await list())).toEqual(['bbbbb'])
    expect(ids(await list({ showDeleted: true }))).toEqual(['aaaaa', 'bbbbb'])
  })

  it.each<[string, Query]>([
    ['timeMin', { timeMin: '2026-12-01T00:00:00Z' }],
    ['timeMax', { timeMax: '2026-12-01T00:00:00Z' }],
    ['updatedMin', { updatedMin: '2026-12-01T00:00:00Z' }],
    ['orderBy', { orderBy: 'updated' }],
    ['q', { q: 'x' }],
    ['iCalUID', { iCalUID: 'x' }],
    ['privateExtendedProperty', { privateExtendedProperty: ['a=1'] }],
    ['showDeleted=false', { showDeleted: false }],
  ])('refuses a sync token beside %s', async (_, query) => {
    const { nextSyncToken } = await list()
    expect((await refusal(list({ ...query, syncToken: nextSyncToken! }))).status).toBe(400)
    expect(sandbox.control.violations()).toHaveLength(1)
  })

  it('wants a full sync when a token is too old, forgotten or of an earlier beginning', async () => {
    const gone = { status: 410, reason: 'fullSyncRequired' }
    const first = (await list()).nextSyncToken!
    sandbox.control.google.forgetSyncTokens(calendarId)
    expect(await refusal(list({ syncToken: first }))).toEqual(gone)
    const second = (await list()).nextSyncToken!
    await list({ syncToken: second })
    sandbox.control.advanceClock(31 * 24 * 3_600_000 - 60_000)
    calendars = calendarClient(sandbox)
    expect(await refusal(list({ syncToken: second }))).toEqual(gone)
    expect(sandbox.control.violations()).toEqual([])
    expect((await refusal(list({ syncToken: 'nonsense' }))).status).toBe(400)
  })

  it('finds by time, words and private properties, and gives no sync token for a part', async () => {
    await insert('aaaaa', { ...day(1), extendedProperties: { private: { ava: '1', of: 'x' } } })
    await insert('bbbbb', { ...day(2), summary: 'Lunch' })
    await insert('ccccc', day(3))
    const range = { timeMin: '2026-12-01T11:00:00-05:00', timeMax: '2026-12-03T10:00:00-05:00' }
    expect(ids(await list(range))).toEqual(['bbbbb'])
    const mine = await list({ privateExtendedProperty: ['ava=1', 'of=x'] })
    expect(ids(mine)).toEqual(['aaaaa'])
    expect(mine.nextSyncToken).toBeUndefined()
    expect(ids(await list({ privateExtendedProperty: ['ava=1', 'of=y'] }))).toEqual([])
    expect(ids(await list({ q: 'lunch' }))).toEqual(['bbbbb'])
    await insert('ddddd', visit('2026-11-30T10:00:00Z', '2026-11-30T11:00:00Z'))
    expect(ids(await list({ singleEvents: true, orderBy: 'startTime' }))).toEqual(['ddddd', 'aaaaa', 'bbbbb', 'ccccc'])
  })

  it.each<[string, Query]>([
    ['a time without its offset', { timeMin: '2026-12-01T00:00:00' }],
    ['a day', { timeMin: '2026-12-01' }],
    ['an empty range', { timeMin: '2026-12-02T00:00:00Z', timeMax: '2026-12-01T00:00:00Z' }],
    ['startTime over series', { orderBy: 'startTime' }],
    ['no results', { maxResults: 0 }],
    ['an unknown page', { pageToken: 'x' }],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }],
  ])('refuses %s', async (_, query) => {
    expect((await refusal(list(query))).status).toBe(400)
  })
})

describe('series', () => {
  const weekly = (rule: string): calendar_v3.Schema$Event => ({
    summary: 'Course',
    start: { dateTime: '2027-03-01T09:00:00', timeZone: 'America/New_York' },
    end: { dateTime: '2027-03-01T10:00:00', timeZone: 'America/New_York' },
    recurrence: [rule],
  })

  it.each([
    [
      'RRULE:FREQ=WEEKLY;COUNT=3',
      ['2027-03-01T09:00:00-05:00', '2027-03-08T09:00:00-05:00', '2027-03-15T09:00:00-04:00'],
    ],
    ['RRULE:FREQ=DAILY;INTERVAL=2;COUNT=2', ['2027-03-01T09:00:00-05:00', '2027-03-03T09:00:00-05:00']],
    ['RRULE:FREQ=DAILY;UNTIL=20270302T140000Z', ['2027-03-01T09:00:00-05:00', '2027-03-02T09:00:00-05:00']],
    ['RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270303', ['2027-03-01T09:00:00-05:00', '2027-03-03T09:00:00-05:00']],
  ])('takes %s apart by the calendar’s clock', async (rule, starts) => {
    await insert('aaaaa', weekly(rule))
    const { items } = await list({ singleEvents: true })
    expect(items?.map(({ start }) => start?.dateTime)).toEqual(starts)
    expect(items?.every(({ recurringEventId }) => recurringEventId === 'aaaaa')).toBe(true)
    expect(ids(await list())).toEqual(['aaaaa'])
  })

  it('lets one time differ, and tells which times are no more', async () => {
    await insert('aaaaa', weekly('RRULE:FREQ=WEEKLY;COUNT=3'))
    const { items, nextSyncToken } = await list({ singleEvents: true })
    const [first, second, third] = items!
    await calendars.events.patch({
      calendarId,
      eventId: second!.id!,
      requestBody: { start: { dateTime: '2027-03-09T12:00:00-05:00' }, end: { dateTime: '2027-03-09T13:00:00-05:00' } },
    })
    await calendars.events.delete({ calendarId, eventId: third!.id! })
    const changes = await list({ singleEvents: true, syncToken: nextSyncToken! })
    expect(changes.items).toMatchObject([
      { id: second!.id, start: { dateTime: '2027-03-09T12:00:00-05:00' }, recurringEventId: 'aaaaa' },
      { id: third!.id, status: 'cancelled', recurringEventId: 'aaaaa' },
    ])
    await calendars.events.delete({ calendarId, eventId: 'aaaaa' })
    const rest = await list({ singleEvents: true, syncToken: changes.nextSyncToken! })
    expect(ids(rest)).toEqual([first!.id, second!.id])
    expect(rest.items?.every(({ status }) => status === 'cancelled')).toBe(true)
  })

  it.each(['RRULE:FREQ=YEARLY', 'RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270303', 'RRULE:FREQ=WEEKLY;BYDAY=XX', 'FREQ=DAILY'])(
    'refuses %s',
    async (rule) => {
      expect((await refusal(insert('aaaaa', weekly(rule)))).status).toBe(400)
    },
  )
})

describe('free and busy', () => {
  const ask = async (items: string[], more: calendar_v3.Schema$FreeBusyRequest = {}) =>
    (
      await calendars.freebusy.query({
        requestBody: {
          timeMin: '2026-12-01T00:00:00Z',
          timeMax: '2026-12-04T00:00:00Z',
          items: items.map((id) => ({ id })),
          ...more,
        },
      })
    ).data.calendars!

  it('joins what touches, leaves out what is transparent or deleted, and cuts to the range', async () => {
    await insert('aaaaa', visit('2026-12-01T15:00:00Z', '2026-12-01T16:00:00Z'))
    await insert('bbbbb', visit('2026-12-01T16:00:00Z', '2026-12-01T17:00:00Z'))
    await insert('ccccc', { ...visit('2026-12-01T20:00:00Z', '2026-12-01T21:00:00Z'), transparency: 'transparent' })
    await insert('ddddd', { start: { date: '2026-12-03' }, end: { date: '2026-12-05' } })
    expect((await ask([calendarId]))[calendarId]).toEqual({
      busy: [
        { start: '2026-12-01T15:00:00Z', end: '2026-12-01T17:00:00Z' },
        { start: '2026-12-03T05:00:00Z', end: '2026-12-04T00:00:00Z' },
      ],
    })
  })

  it('names what is wrong with a calendar inside its 200', async () => {
    const answer = await ask(['nobody@example.com', 'okafor.lumen@group.calendar.google.com', calendarId], {
      calendarExpansionMax: 2,
    })
    const errors = (reason: string) => ({ errors: [{ domain: 'global', reason }], busy: [] })
    expect(answer['nobody@example.com']).toEqual(errors('notFound'))
    expect(answer['okafor.lumen@group.calendar.google.com']).toEqual(errors('notFound'))
    expect(answer[calendarId]).toEqual(errors('tooManyCalendarsRequested'))
  })

  it('takes no more than fifty calendars', async () => {
    expect((await refusal(ask([calendarId], { calendarExpansionMax: 51 }))).status).toBe(400)
    expect((await refusal(ask([calendarId], { timeMin: '2026-12-01' }))).status).toBe(400)
  })
})
