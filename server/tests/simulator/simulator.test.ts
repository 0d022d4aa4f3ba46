import pg from 'pg'
import { Simulation, type Consequence, type SimulatedChannel } from '@ava/protocol/portal/simulations.ts'
import { PersonaSetUp, type PersonaFields } from '@ava/protocol/portal/persona.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { openPortalDesk, seedAppointment, type Asking, type PortalDesk } from '../harness/portal-desk.ts'
import { bodyOf } from '../harness/running-server.ts'

let sandbox: Sandbox
let desk: PortalDesk
let owner: pg.Client

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  desk = await openPortalDesk({ environment: { SANDBOX_PORT: String(sandbox.port) } })
  owner = new pg.Client({ connectionString: desk.database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await desk.close()
  await sandbox.close()
})

const post = (path: string, body: unknown, asking: Asking = {}) => desk.ask(path, { method: 'POST', body, ...asking })

async function talk(channel: SimulatedChannel, lines: string[], source = 'published'): Promise<Simulation> {
  let simulation: Simulation | null = null
  for (const text of lines) {
    const answer = await (simulation === null
      ? post('simulations', { source, channel, text })
      : post(`simulations/${simulation.id}`, { channel, text, turn: simulation.turn }))
    const json: unknown = await answer.json()
    expect({ status: answer.status, json }).toMatchObject({ status: 200 })
    simulation = Simulation.parse(json)
  }
  return simulation!
}

const consequencesOf = (simulation: Simulation): Consequence[] =>
  simulation.messages.flatMap(({ consequences }) => consequences)

/** Rows of every table there is, also of the queue's own. */
async function rowsOfEveryTable(): Promise<Record<string, number>> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  )
  const counted: Record<string, number> = {}
  for (const { name } of tables) {
    // The owner is bound by row-level security, too: it looks as each of the two spas.
    let sum = 0
    for (const spa of [desk.willow.tenantId, desk.maple.tenantId]) {
      await owner.query('begin')
      await owner.query(`select set_config('app.tenant_id', $1, true)`, [spa])
      sum += Number((await owner.query<{ n: string }>(`select count(*) as n from ${name}`)).rows[0]!.n)
      await owner.query('rollback')
    }
    counted[name] = sum
  }
  return counted
}

const booking = [
  "Hello, I'd like to book Botox",
  'next Wednesday afternoon please',
  'the first one',
  'My name is Nora Quist',
  'nora.quist@mail.example',
  'yes',
  'no',
  'yes',
  'yes please',
  'yes',
]

describe('a simulation', () => {
  it('goes all the way to a booking, says what would have happened, and leaves no row anywhere', async () => {
    const before = await rowsOfEveryTable()
    const sent = sandbox.control.outbox().length
    let simulation = await talk('chat', booking.slice(0, 5))
    for (const line of booking.slice(5)) {
      if (consequencesOf(simulation).some(({ kind }) => kind === 'booked')) break
      simulation = Simulation.parse(
        await (
          await post(`simulations/${simulation.id}`, { channel: 'chat', text: line, turn: simulation.turn })
        ).json(),
      )
    }
    const consequences = consequencesOf(simulation)
    expect(consequences).toContainEqual(expect.objectContaining({ kind: 'booked', service: 'Botox' }))
    expect(consequences).toContainEqual(expect.objectContaining({ kind: 'held' }))
    expect(consequences).toContainEqual(expect.objectContaining({ kind: 'sent', to: 'nora.quist@mail.example' }))
    expect(simulation.costMicroCents).toBeGreaterThan(0)

    const after = await rowsOfEveryTable()
    expect(after['public.simulations']).toBe((before['public.simulations'] ?? 0) + 1)
    for (const table of ['public.simulations', 'public.shared_limits', 'public.sessions']) {
      delete before[table]
      delete after[table]
    }
    expect(after).toEqual(before)
    expect(sandbox.control.outbox().length).toBe(sent)
    expect(desk.server.errors()).toEqual([])
  }, 30_000)

  it('leaves a time free that it holds, and takes no heed of what was taken since', async () => {
    const simulation = await talk('chat', booking.slice(0, 3))
    expect(consequencesOf(simulation)).toContainEqual({ kind: 'held' })
    const { tenant, leeResourceId, ortizResourceId } = desk.willow
    expect(await tenant.db.hold.count()).toBe(0)
    expect(await tenant.db.occupation.count()).toBe(0)
    // Everybody is away from now on: what was held in the try is gone, and Ava says so instead of breaking.
    const away = { startsAt: new Date(), endsAt: new Date(Date.now() + 60 * 86_400_000) }
    for (const resourceId of [leeResourceId, ortizResourceId]) {
      const taken = { resourceId, kind: 'time_off' as const, ...away }
      const block = await tenant.db.block.create({ data: { ...taken, createdBy: 'test' } })
      await tenant.db.occupation.create({ data: { ...taken, blockId: block.id } })
    }
    const next = await post(`simulations/${simulation.id}`, {
      channel: 'chat',
      text: 'My name is Nora Quist, nora.quist@mail.example',
      turn: simulation.turn,
    })
    expect(next.status).toBe(200)
    await tenant.db.occupation.deleteMany({})
    await tenant.db.block.deleteMany({})
    expect(desk.server.errors()).toEqual([])
  })

  it('speaks with the draft, where real conversations go on with what is published', async () => {
    const setUp = PersonaSetUp.parse(await (await desk.ask('persona')).json())
    const fields = {
      ...setUp.published.fields,
      name: 'Juniper',
      greeting: 'Hello, Juniper here, the AI receptionist at Willow.',
    } as PersonaFields
    expect((await post('persona/draft', { revision: 0, fields })).status).toBe(200)
    const draft = await talk('chat', ['Where can I park?'], 'draft')
    expect(draft).toMatchObject({ personaName: 'Juniper', source: 'draft' })
    expect(draft.messages[0]).toMatchObject({ author: 'ava', text: fields.greeting })
    const published = await talk('chat', ['Where can I park?'])
    expect(published.messages[0]!.text).toContain('this is Ava')
    expect(published.messages.at(-1)!.tools).toEqual([{ name: 'answer_question', ok: true }])
    // A try is nobody's question.
    expect(await desk.willow.tenant.db.knowledgeAnswer.count()).toBe(0)
  })

  it('answers a text as a text and an email as an email', async () => {
    const text = await talk('sms', ['Where can I park?'])
    expect(text.messages.at(-1)).toMatchObject({ channel: 'sms', segments: expect.any(Number) })
    expect(text.messages.at(-1)!.text).toMatch(/^Ava, AI receptionist at Willow Spa: /)
    const email = await talk('email', ['Where can I park?'])
    expect(email.messages.at(-1)!.text).toMatch(/^Hello,\n\n[^]+\n\nAva\nAI receptionist\nWillow Spa$/)
  })

  it('stops at a red flag with the approved words, and alerts nobody', async () => {
    const simulation = await talk('chat', ['I had filler an hour ago and I can not see with my left eye'])
    expect(simulation.closed).toBe('locked')
    expect(simulation.messages.at(-1)!.text).toContain('911')
    expect(consequencesOf(simulation).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['emergency', 'task', 'sent']),
    )
    expect(await desk.willow.tenant.db.task.count()).toBe(0)
    expect(await desk.willow.tenant.db.outboxMessage.count()).toBe(0)
  })

  it('shows real appointments only to who proves to be the customer, and cancels none of them', async () => {
    const appointment = await seedAppointment(desk.willow, { startsInMin: 5 * 24 * 60 })
    const simulation = await talk('chat', [
      `I want to cancel my appointment ${appointment.reference}`,
      'ida@mail.example',
    ])
    expect(simulation.messages.map(({ text }) => text).join(' ')).not.toContain('Dr. Lee')
    expect(await desk.willow.tenant.db.appointment.findFirst({ where: { id: appointment.id } })).toMatchObject({
      status: 'booked',
    })
  })

  it('belongs to who began it, in their spa, and goes on once', async () => {
    const simulation = await talk('chat', ['Hello'])
    const next = { channel: 'chat', text: 'Where can I park?', turn: 1 }
    expect((await post(`simulations/${simulation.id}`, next, { as: 'manager' })).status).toBe(404)
    expect((await post(`simulations/${simulation.id}`, next, { spa: desk.maple.tenantId })).status).toBe(403)
    for (const as of ['front_desk', 'provider'] as const) {
      expect((await post('simulations', { source: 'draft', channel: 'chat', text: 'Hi' }, { as })).status).toBe(403)
    }
    expect((await post('simulations', { source: 'draft', channel: 'chat', text: 'Hi' }, { as: 'agency' })).status).toBe(
      200,
    )
    const both = await Promise.all([1, 2].map(() => post(`simulations/${simulation.id}`, next)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it.each([
    [{ source: 'published', channel: 'chat', text: '   ' }, 'text'],
    [{ source: 'published', channel: 'chat', text: 'x'.repeat(2_001) }, 'text'],
    [{ source: 'published', channel: 'fax', text: 'Hi' }, 'channel'],
  ])('refuses %j by its field', async (body, field) => {
    const answer = await post('simulations', body)
    expect(answer.status).toBe(400)
    expect(Object.keys((await bodyOf(answer)).error.fields ?? {})).toEqual([field])
  })
})
