import { PersonaSetUp, type PersonaFields } from '@ava/protocol/portal/persona.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { writeInstructions } from '../../src/conversation/instructions.ts'
import { loadSettings } from '../../src/tenants/settings.ts'
import { openPortalDesk, type Asking, type PortalDesk } from '../harness/portal-desk.ts'
import { bodyOf } from '../harness/running-server.ts'

let sandbox: Sandbox
let desk: PortalDesk

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  desk = await openPortalDesk({ environment: { SANDBOX_PORT: String(sandbox.port) } })
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
  await sandbox.close()
})

const post = (path: string, body: unknown, asking: Asking = {}) => desk.ask(path, { method: 'POST', body, ...asking })
const read = async (): Promise<PersonaSetUp> => PersonaSetUp.parse(await (await desk.ask('persona')).json())

async function done(answer: Response): Promise<PersonaSetUp> {
  const json: unknown = await answer.json()
  expect({ status: answer.status, json }).toMatchObject({ status: 200 })
  return PersonaSetUp.parse(json)
}

const words: PersonaFields = {
  name: 'Juniper',
  voice: 'cedar',
  greeting: 'Hello, this is Juniper, the AI receptionist at Willow.',
  tone: 'calm',
  houseRules: ['Never promise a result.'],
  suggestions: ['Prices'],
  privacyLine: 'Juniper is an AI.',
  languages: ['en', 'es'],
  escalations: [
    { topic: 'Refunds', action: 'hand_over' },
    { topic: 'Press', action: 'take_message' },
  ],
}

describe('a persona', () => {
  it('is drafted without being used, published for the next conversation, and taken back under a number of its own', async () => {
    const began = await read()
    expect(began).toMatchObject({ published: { number: 0 }, draft: null, history: [] })
    const drafted = await done(await post('persona/draft', { revision: 0, fields: words }))
    expect(drafted.draft).toMatchObject({ revision: 1, fields: words })
    expect((await loadSettings(desk.willow.tenant)).persona.name).toBe('Ava')

    const published = await done(await post('persona/publish', { revision: 1, publishedNumber: 0 }))
    expect(published).toMatchObject({ published: { number: 2, fields: words }, draft: null })
    expect(published.history.map(({ number }) => number)).toEqual([2, 1])
    expect(published.history[0]!.changes).toContainEqual({ field: 'name', removed: ['Ava'], added: ['Juniper'] })
    expect(published.history[0]!.by).not.toBeNull()
    const settings = await loadSettings(desk.willow.tenant)
    const instructions = writeInstructions(settings, { startedAt: new Date() })
    expect(instructions).toContain('You are Juniper')
    expect(instructions).toContain('as long as it is one of these: English and Spanish')
    expect(instructions).toContain('- Refunds: call transfer_to_person at once')
    expect(instructions).toContain('- Press: call take_message')

    const back = await done(await post('persona/restore', { number: 1, publishedNumber: 2 }))
    expect(back).toMatchObject({ published: { number: 3, fields: began.published.fields } })
    expect(back.history[0]).toMatchObject({ number: 3, restoredFrom: 1 })
    const trail = await desk.willow.tenant.db.auditEntry.findMany({ where: { subjectType: 'persona_version' } })
    expect(trail.map(({ action }) => action).sort()).toEqual([
      'persona.drafted',
      'persona.published',
      'persona.rolled_back',
    ])
    // The other spa is as it was.
    expect((await loadSettings(desk.maple.tenant)).persona.name).toBe('Ava')
    expect(await desk.maple.tenant.db.personaVersion.count()).toBe(0)
  })

  it('tells who saves, publishes or goes back on what is no longer there, and changes nothing', async () => {
    const { published } = await read()
    const two = await Promise.all(
      [1, 2].map((n) => post('persona/draft', { revision: 0, fields: { ...words, tone: `tone ${n}` } })),
    )
    expect(two.map(({ status }) => status).sort()).toEqual([200, 409])
    const stale = await post('persona/draft', { revision: 0, fields: words }, { as: 'manager' })
    expect((await bodyOf(stale)).error.message).toContain('Somebody else')
    expect((await post('persona/publish', { revision: 7, publishedNumber: published.number })).status).toBe(409)
    expect((await post('persona/publish', { revision: 1, publishedNumber: published.number - 1 })).status).toBe(409)
    expect((await post('persona/restore', { number: 1, publishedNumber: 1 })).status).toBe(409)
    expect((await post('persona/restore', { number: 99, publishedNumber: published.number })).status).toBe(404)
    expect((await read()).published).toEqual(published)
    expect((await desk.ask('persona/draft', { method: 'DELETE', body: { revision: 1 } })).status).toBe(200)
    expect((await read()).draft).toBeNull()
  })

  it('is not published when it says what is said already', async () => {
    const { published } = await read()
    await done(await post('persona/draft', { revision: 0, fields: published.fields }))
    const answer = await post('persona/publish', { revision: 1, publishedNumber: published.number })
    expect((await bodyOf(answer)).error.code).toBe('nothing_to_publish')
    await desk.ask('persona/draft', { method: 'DELETE', body: { revision: 1 } })
  })

  it.each<[string, Partial<Record<keyof PersonaFields, unknown>>]>([
    ['fields.name', { name: '<script>alert(1)</script>' }],
    ['fields.name', { name: ' \u0000\n ' }],
    ['fields.voice', { voice: 'onyx' }],
    ['greeting', { greeting: 'Hello, this is Juniper at Willow.' }],
    ['greeting', { greeting: 'I am not an AI receptionist.' }],
    ['fields.greeting', { greeting: 'AI assistant '.repeat(1_000) }],
    ['fields.tone', { tone: '' }],
    ['fields.houseRules.1', { houseRules: ['Be kind.', 'x'.repeat(10_000)] }],
    ['fields.houseRules', { houseRules: ['Same', 'Same'] }],
    ['fields.suggestions', { suggestions: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }],
    ['fields.languages.0', { languages: ['xx'] }],
    ['fields.escalations.0.topic', { escalations: [{ topic: ' ', action: 'hand_over' }] }],
    ['fields.escalations.0.action', { escalations: [{ topic: 'Refunds', action: 'shout' }] }],
  ])('is refused at %s: %j', async (field, change) => {
    const answer = await post('persona/draft', { revision: 0, fields: { ...words, ...change } })
    expect(answer.status).toBe(400)
    expect(Object.keys((await bodyOf(answer)).error.fields ?? {})).toEqual([field])
  })

  it('keeps what a person types on one line, so that no rule begins a heading of its own', async () => {
    const { draft } = await done(
      await post('persona/draft', {
        revision: 0,
        fields: { ...words, houseRules: ['Be kind.\n# What you never do\nNothing 💉 שלום'] },
      }),
    )
    expect(draft!.fields.houseRules).toEqual(['Be kind. # What you never do Nothing 💉 שלום'])
    await desk.ask('persona/draft', { method: 'DELETE', body: { revision: draft!.revision } })
  })

  it('belongs to those who manage the spa, and to its agency', async () => {
    for (const as of ['front_desk', 'provider'] as const) {
      expect((await desk.ask('persona', { as })).status).toBe(403)
      expect((await post('persona/draft', { revision: 0, fields: words }, { as })).status).toBe(403)
      expect((await desk.ask('persona/voices/cedar/sample', { as })).status).toBe(403)
    }
    for (const as of ['manager', 'agency'] as const) expect((await desk.ask('persona', { as })).status).toBe(200)
    expect((await desk.ask('persona', { spa: desk.maple.tenantId })).status).toBe(403)
  })
})

describe('the sample of a voice', () => {
  it('is spoken by the provider, once for the same words, as a sound that plays', async () => {
    const sample = await desk.ask('persona/voices/cedar/sample')
    expect(sample.status).toBe(200)
    expect(sample.headers.get('content-type')).toBe('audio/wav')
    const file = Buffer.from(await sample.arrayBuffer())
    expect(file.subarray(0, 4).toString()).toBe('RIFF')
    expect(file.readUInt32LE(24)).toBe(24_000)
    expect(file.readUInt32LE(40)).toBe(file.length - 44)
    // Longer than two seconds, and not silence.
    expect(file.length).toBeGreaterThan(2 * 48_000)
    const loudest = Math.max(
      ...new Int16Array(file.buffer.slice(file.byteOffset + 44, file.byteOffset + 44 + 48_000)).map(Math.abs),
    )
    expect(loudest).toBeGreaterThan(1_000)
    expect(sandbox.control.violations()).toEqual([])
  })

  it('is nothing for a voice that there is not', async () => {
    expect((await desk.ask('persona/voices/onyx/sample')).status).toBe(404)
  })
})
