import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../start-sandbox.ts'

// Whose own events stand on Thursdays only, whenever this is run.
const calendar = 'kowalski.glow@group.calendar.google.com'
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
beforeEach(() => {
  sandbox.control.google.reset()
  sandbox.control.resetFaults()
})
afterAll(() => sandbox.close())

async function page(query: Record<string, string> = {}): Promise<string> {
  const search = new URLSearchParams({ calendar, week: '2026-12-02', ...query })
  return (await fetch(`${sandbox.url}/calendars?${search.toString()}`)).text()
}

function submit(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${sandbox.url}/page/calendars/${path}`, {
    method: 'POST',
    body: new URLSearchParams({ calendar, ...form }),
    headers: { accept: 'text/html', ...headers },
    redirect: 'manual',
  })
}

const time = (at: string) => ({ dateTime: `2026-12-0${at}:00-05:00` })

function insert(id: string, from: string, to: string, summary = 'Appointment – J.D.'): void {
  sandbox.control.google.insertEvent(calendar, { id, summary, start: time(from), end: time(to) })
}

const event = (id: string) => sandbox.control.google.events(calendar).find((one) => one.id === id)

describe('the week of a calendar', () => {
  it('shows who owns which calendar, and every event at its day and time', async () => {
    insert('aaaaa', '1T10:00', '1T10:45', 'Appointment – <J.D.>')
    const markup = await page()
    expect(markup).toContain('Sofía Delgado')
    expect(markup).toContain('November 30 – December 6, 2026')
    const [article] = /<article[^>]*data-event="aaaaa"[^>]*>/.exec(markup) ?? []
    expect(article).toContain('aria-label="Appointment – &lt;J.D.&gt;, Tuesday, December 1, 10:00 AM to 10:45 AM"')
    expect(article).toMatch(/data-day="2026-12-01"\s+data-time="10:00"/)
    expect(markup).not.toMatch(/<script>|style="|onclick|<J\.D\.>/)
  })

  it('puts what overlaps side by side, and what crosses midnight on both days', async () => {
    insert('aaaaa', '1T10:00', '1T11:00')
    insert('bbbbb', '1T10:30', '1T11:30')
    insert('ccccc', '1T23:00', '2T01:00')
    const lanes = [
      ...(await page()).matchAll(
        /data-event="(.{5})"[^>]*data-from="(\d+)"\s+data-to="(\d+)"\s+data-lane="(\d)"\s+data-lanes="(\d)"/g,
      ),
    ]
    const found = lanes.map((match) => match.slice(1).join(' '))
    expect(found).toContain('bbbbb 630 690 1 2')
    expect(found).toContain('ccccc 1380 1440 0 1')
    expect(found).toContain('ccccc 0 60 0 1')
  })

  it('says which events came through the API', async () => {
    const { accessToken } = sandbox.control.google.grant({ account: 'front-desk@glow.example' })
    await fetch(`${sandbox.url}/google/calendar/v3/calendars/${encodeURIComponent(calendar)}/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ summary: 'Appointment – K.L.', start: time('3T10:00'), end: time('3T11:00') }),
    })
    expect(await page()).toMatch(/class="event ours"\s+aria-label="Appointment – K\.L\., Thursday[^"]*, from Ava"/)
  })
})

describe('what a person does there', () => {
  it('moves an event by the calendar’s own clock, and keeps its length', async () => {
    insert('aaaaa', '1T10:00', '1T10:45')
    const answer = await submit('move', { event: 'aaaaa', day: '2027-03-14', time: '09:15' })
    expect(answer.headers.get('location')).toContain('week=2027-03-08&did=moved')
    expect(event('aaaaa')).toMatchObject({
      start: { dateTime: '2027-03-14T09:15:00-04:00' },
      end: { dateTime: '2027-03-14T10:00:00-04:00' },
      sequence: 1,
    })
  })

  it('moves a whole day to another, deletes, and adds', async () => {
    const days = { start: { date: '2026-12-01' }, end: { date: '2026-12-03' } }
    sandbox.control.google.insertEvent(calendar, { id: 'aaaaa', ...days })
    const answer = await submit('move', { event: 'aaaaa', day: '2026-12-05' }, { accept: 'application/json' })
    expect(await answer.json()).toEqual({ ok: true })
    expect(event('aaaaa')).toMatchObject({ start: { date: '2026-12-05' }, end: { date: '2026-12-07' } })
    await submit('delete', { event: 'aaaaa' })
    expect(event('aaaaa')?.status).toBe('cancelled')
    await submit('add', { title: 'Dentist', day: '2026-12-02', from: '08:00', to: '09:00' })
    expect(await page()).toContain('Dentist, Wednesday, December 2, 8:00 AM to 9:00 AM')
  })

  it('is told when Google refuses it', async () => {
    insert('aaaaa', '1T10:00', '1T10:45')
    await submit('delete', { event: 'aaaaa' })
    const back = '/calendars?calendar=x&week=2026-11-30'
    const again = await submit('delete', { event: 'aaaaa', back })
    expect(again.headers.get('location')).toBe(`${back}&did=refused`)
    const asked = await submit('move', { event: 'never', day: '2026-12-01' }, { accept: 'application/json' })
    expect(asked.status).toBe(400)
    expect(await submit('delete', { event: 'aaaaa', back: 'https://elsewhere.example/' })).toMatchObject({
      status: 303,
    })
  })

  it('sets a fault for this calendar and ends it', async () => {
    await submit('faults', { kind: 'slow', for: calendar, times: '', ms: '50' })
    expect(sandbox.control.faults().googleFaults).toEqual([
      { kind: 'slow', for: calendar, times: null, ms: 50, status: 503 },
    ])
    expect(await page()).toContain(`Slow answers by 50 ms, ${calendar}, until ended`)
    expect(await (await fetch(sandbox.url)).text()).toContain('Google Calendar: Slow answers')
    await submit('faults/end', { index: '0' })
    expect(sandbox.control.faults().googleFaults).toEqual([])
  })

  it('does not listen to another website', async () => {
    insert('aaaaa', '1T10:00', '1T10:45')
    const answer = await submit('delete', { event: 'aaaaa' }, { origin: 'https://elsewhere.example' })
    expect(answer.status).toBe(403)
    expect(event('aaaaa')?.status).toBe('confirmed')
  })
})
