import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { calendarFile, type CalendarEntry } from '../../src/messages/calendar-file.ts'
import { defaultWording, productLanguages } from '../../src/messages/default-templates.ts'
import { valuesOf } from '../../src/messages/message-values.ts'
import { messageChannels, purposes, variablesFor } from '../../src/messages/purposes.ts'
import { countSegments } from '../../src/messages/segments.ts'
import { parseTemplate, variablesOf } from '../../src/messages/template-text.ts'
import { loadTemplates, previewTemplate, resetTemplate, saveTemplate } from '../../src/messages/templates.ts'
import { wordMessage } from '../../src/messages/word-message.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
let spa: MinimalSpa
beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
})
afterAll(() => database.drop())

const now = new Date('2026-12-01T12:00:00Z')
const key = { purpose: 'reminder', channel: 'sms', language: 'en' } as const
const save = (text: string, more: Partial<Parameters<typeof saveTemplate>[1]> = {}) =>
  saveTemplate(spa.tenant, { ...key, subject: null, text, actor: 'user:1', ...more })

const told = {
  spa: { name: 'Willow Spa', phone: '+12125550100', websiteUrl: null, namesTreatments: false },
  givenName: 'Jane',
  location: { timeZone: 'America/New_York', address: '1 Main Street', directions: null, phone: null },
  startsAt: new Date('2026-12-03T19:00:00Z'),
  reference: 'AB12CD',
  treatment: 'Botox',
  provider: 'Dr. Lee',
}
const word = (text: string, language = 'en') =>
  wordMessage({
    ...key,
    language,
    templates: [{ ...key, subject: null, text }],
    values: (one) => valuesOf(told, { channel: 'sms', language: one }),
  }).text

describe('the product’s own words', () => {
  const all = purposes.flatMap((purpose) =>
    productLanguages.flatMap((language) => messageChannels.map((channel) => ({ purpose, language, channel }))),
  )
  it.each(all)('of $purpose by $channel in $language need nothing that may be missing', (which) => {
    const { purpose, channel, language } = which
    const wording = defaultWording(purpose, channel, language)
    for (const template of [wording.text, wording.subject ?? '']) {
      const parsed = parseTemplate(template)
      if (!parsed.ok) throw new Error(parsed.problem)
      for (const name of variablesOf(parsed.parts)) expect(variablesFor(purpose)).toContain(name)
    }
    const bare = {
      ...told,
      spa: { ...told.spa, phone: null },
      givenName: 'Jane',
      treatment: null,
      provider: null,
      until: now,
      code: 'K7M4QP',
    }
    const words = wordMessage({
      purpose,
      channel,
      language,
      templates: [],
      values: (one) => valuesOf(bare, { channel, language: one }),
    })
    expect(`${words.subject} ${words.text}`).not.toMatch(/\{|\}|undefined|Botox/)
    expect(words.subject === null).toBe(channel === 'sms')
    if (channel === 'sms' && language === 'en') expect(countSegments(words.text)).toBeLessThanOrEqual(2)
    // To the carrier that is STOP.
    if (channel === 'sms') expect(words.text).not.toMatch(/\bcancel\b(?!led|\.)/i)
  })
})

describe('a wording of the spa', () => {
  it('goes out instead of the product’s, until it is given up', async () => {
    expect(await save('See you {{when}}, {{given_name}}!')).toEqual({ ok: true })
    const own = (await loadTemplates(spa.tenant)).find(
      (one) => one.purpose === 'reminder' && one.channel === 'sms' && one.language === 'en',
    )
    expect(own).toMatchObject({ isDefault: false, text: 'See you {{when}}, {{given_name}}!' })
    await resetTemplate(spa.tenant, { ...key, actor: 'user:1' })
    expect((await loadTemplates(spa.tenant)).every(({ isDefault }) => isDefault)).toBe(true)
  })

  it.each([
    ['Hi {{givenname}}, see you {{when}}', /no \{\{givenname\}\}.*\{\{given_name\}\}/],
    ['See you {{code}} {{when}}', /no \{\{code\}\}/],
    ['See you {{when}', /belongs to no variable/],
    ['See you {{#phone}} {{phone}} {{when}}', /has no “\{\{\/phone\}\}”/],
    ['See you {given_name} {{when}}', /two braces/],
    ['See you soon', /has to say \{\{when\}\}/],
    ['  ', /no words/],
    ['Your Botox is {{when}}', /names a treatment/],
    ['{{when}}. Reply CANCEL to cancel.', /means STOP/],
    [`{{when}} ${'x'.repeat(1_700)}`, /1600/],
  ])('is refused with the reason: %s', async (text, problem) => {
    const saved = await save(text)
    expect(saved).toMatchObject({ ok: false, problems: expect.arrayContaining([expect.stringMatching(problem)]) })
  })

  it('may name a treatment when the spa wants its messages to', async () => {
    await spa.tenant.db.tenant.updateMany({ data: { namesTreatments: true } })
    expect(await save('Your Botox is {{when}}')).toEqual({ ok: true })
    await spa.tenant.db.tenant.updateMany({ data: { namesTreatments: false } })
  })

  it('needs a subject as an email', async () => {
    expect(await save('{{when}}', { channel: 'email' })).toEqual({ ok: false, problems: ['An email needs a subject.'] })
  })

  it('is shown as a customer would read it', async () => {
    const preview = await previewTemplate(spa.tenant, { ...key, subject: null, text: '{{spa}}: {{when}}', now })
    expect(preview).toEqual({
      ok: true,
      subject: null,
      text: 'Willow Spa: Wed, Dec 2, 2:30 PM EST',
      segments: 1,
      missing: [],
    })
    const lacking = { ...key, subject: null, text: '{{when}} {{website}}', now }
    expect(await previewTemplate(spa.tenant, lacking)).toMatchObject({ missing: ['website'] })
    expect(await previewTemplate(spa.tenant, { ...key, subject: null, text: '{{nope}}', now })).toMatchObject({
      ok: false,
    })
  })
})

describe('what is missing', () => {
  it('is never sent as a hole: the product’s own words go out', () => {
    expect(word('{{directions}}. {{when}}')).toBe(
      'Willow Spa: your appointment is Thu, Dec 3, 2:00 PM EST. Reply Y to confirm, R to reschedule, N to cancel.',
    )
    expect(word('{{when}}{{#directions}}: {{directions}}{{/directions}}')).toBe('Thu, Dec 3, 2:00 PM EST')
  })

  it('in one language is another’s', () => {
    expect(word('{{when}}', 'es')).toMatch(/^Willow Spa: su cita es/)
    expect(word('{{when}}', 'fr')).toMatch(/^Willow Spa: your appointment/)
  })

  it('is not made up from what somebody typed as their name', () => {
    const values = () => valuesOf({ ...told, givenName: '{{when}}\nSubject: x' }, { channel: 'sms', language: 'en' })
    const text = 'Hi {{given_name}} {{when}}'
    const { text: words } = wordMessage({
      ...key,
      language: 'en',
      templates: [{ ...key, subject: null, text }],
      values,
    })
    expect(words).toBe('Hi {{when}} Subject: x Thu, Dec 3, 2:00 PM EST')
  })
})

describe('the file for a calendar', () => {
  const entry: CalendarEntry = {
    appointmentId: '0193a000-0000-7000-8000-000000000001',
    version: 3,
    startsAt: new Date('2026-12-03T19:00:00Z'),
    endsAt: new Date('2026-12-03T19:30:00Z'),
    reference: 'AB12CD',
    state: 'booked',
    title: 'Willow Spa',
    address: '1 Main Street, Suite 2; New York',
    spa: { name: 'Willow "Day" Spa', email: 'hello@willow.example' },
    to: { name: 'Jane Doe', email: 'jane@customer.example' },
    now,
  }
  const lines = (file: { text: string }) => file.text.replaceAll('\r\n ', '').split('\r\n')

  it('asks a calendar to keep the visit, under one name for good', () => {
    const file = calendarFile(entry)
    expect(file).toMatchObject({ name: 'appointment.ics', contentType: 'text/calendar; charset=utf-8; method=REQUEST' })
    expect(lines(file)).toEqual(
      expect.arrayContaining([
        'METHOD:REQUEST',
        'UID:0193a000-0000-7000-8000-000000000001@appointments.ava',
        'SEQUENCE:3',
        'DTSTART:20261203T190000Z',
        'DTEND:20261203T193000Z',
        'STATUS:CONFIRMED',
        'LOCATION:1 Main Street\\, Suite 2\\; New York',
      ]),
    )
    for (const line of file.text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  })

  it('takes it out again', () => {
    const file = calendarFile({ ...entry, state: 'cancelled', version: 4 })
    expect(lines(file)).toEqual(expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED', 'SEQUENCE:4']))
    expect(lines(file)).toContain('UID:0193a000-0000-7000-8000-000000000001@appointments.ava')
  })
})
