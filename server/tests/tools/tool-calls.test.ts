import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Tenant } from '../../src/db/for-tenant.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { openToolDesk } from './tool-desk.ts'

const now = new Date('2026-12-01T12:00:00Z')
let database: TestDatabase
let spa: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  spa = await seedMinimalSpa(database.prisma)
})

const openDesk = (tenant: Tenant = spa.tenant) => openToolDesk({ tenant, now })

describe('a call', () => {
  it('runs once and answers the same again, also when it comes twice at once', async () => {
    const desk = await openDesk()
    const message = { message: 'Please call me', given_name: 'Jane', phone: '2125550111' }
    const [first, second] = await Promise.all([
      desk.run('take_message', message, 'call_x'),
      desk.run('take_message', message, 'call_x'),
    ])
    expect(second.result).toEqual(first.result)
    // The effect is the first one's alone.
    expect([...first.effects, ...second.effects]).toHaveLength(1)
    const third = await desk.run('take_message', message, 'call_x')
    expect(third).toEqual({ result: first.result, cards: [], effects: [] })
    expect(await spa.tenant.db.task.count()).toBe(1)
    expect(await spa.tenant.db.toolCall.count()).toBe(1)
  })

  it('that another process runs at the same time is waited for', async () => {
    const desk = await openDesk()
    const other = await openToolDesk({ tenant: spa.tenant, now, conversationId: desk.conversationId })
    const message = { message: 'Please call me', phone: '2125550111' }
    const [a, b] = await Promise.all([
      desk.call('take_message', message, 'call_x'),
      other.call('take_message', message, 'call_x'),
    ])
    expect(a).toEqual(b)
    expect(await spa.tenant.db.task.count()).toBe(1)
  })

  it('whose process died in the middle is run again without doing anything twice', async () => {
    const desk = await openDesk()
    const message = { message: 'Please call me', phone: '2125550111' }
    await desk.call('take_message', message, 'call_x')
    // As it stands when the process dies after the write and before the answer was stored.
    await spa.tenant.db.toolCall.updateMany({
      where: { callId: 'call_x' },
      data: { status: 'running', result: undefined },
    })
    await database.prisma.$transaction([
      database.prisma.$executeRaw`select set_config('app.tenant_id', ${spa.tenantId}, true)`,
      database.prisma.$executeRaw`update tool_calls set result = null`,
    ])
    desk.at(new Date(now.getTime() + 60_000))
    expect(await desk.call('take_message', message, 'call_x')).toMatchObject({ ok: true })
    expect(await spa.tenant.db.task.count()).toBe(1)
    expect(await spa.tenant.db.toolCall.findFirst()).toMatchObject({ status: 'done' })
  })

  it.each([
    ['hold_slot', '{"slot": ', []],
    ['hold_slot', '[]', []],
    ['hold_slot', 'null', []],
    ['hold_slot', '{}', ['slot']],
    ['hold_slot', '{"slot": 7}', ['slot']],
    ['hold_slot', `{"slot": "${'x'.repeat(30_000)}"}`, []],
    ['find_openings', '{"service":"botox","time_of_day":"teatime","from_date":3}', ['from_date', 'time_of_day']],
    ['book_appointment', '{"slot":{"$ne":null},"given_name":["x"]}', ['slot', 'given_name']],
    ['check_code', '{"code":null}', ['code']],
  ])('%s with %s names what is wrong', async (name, json, fields) => {
    const desk = await openDesk()
    const result = await desk.call(name, json)
    expect(result).toMatchObject({ ok: false, reason: 'invalid_arguments' })
    expect([...(result.fields as unknown as string[])].sort()).toEqual([...fields].sort())
    expect(desk.errors).toEqual([])
  })

  it('takes what models send for "nothing", and ignores what it does not know', async () => {
    const desk = await openDesk()
    const json =
      '{"service":"botox","when":"tomorrow","provider":"","from_date":null,"__proto__":{"ok":true},"discount":50}'
    expect(await desk.call('find_openings', json)).toMatchObject({ ok: true })
    expect(await desk.call('list_services', '')).toMatchObject({ ok: true })
    expect(await desk.call('find_my_appointments', '{"\\u0000":"\\u0000"}')).toMatchObject({ reason: 'needs_identity' })
  })

  it('with characters that the database has not, and of any size and depth, is answered', async () => {
    const desk = await openDesk()
    const strange = ['\\ud83d', '\\udc00 x', '\\u0000', 'a\\u0000b \\ud83d']
    for (const piece of strange) {
      const taken = await desk.call('take_message', `{"message":"Call me ${piece}","phone":"2125550111","${piece}":1}`)
      expect(taken).toMatchObject({ ok: true })
      for (const name of ['find_openings', 'list_services', 'hold_slot', 'answer_question', 'find_my_appointments']) {
        const json = `{"service":"botox ${piece}","when":"tomorrow ${piece}","slot":"${piece}","question":"${piece}","query":"${piece}"}`
        expect((await desk.call(name, json)).reason, `${name} ${piece}`).not.toBe('unavailable')
      }
    }
    for (const json of ['['.repeat(9_000), `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, '😀'.repeat(15_000)]) {
      expect((await desk.call('take_message', json)).reason).not.toBe('unavailable')
    }
    expect(desk.errors).toEqual([])
  })

  it('of a tool that does not exist says which do', async () => {
    const desk = await openDesk()
    for (const name of ['drop_tables', '__proto__', 'constructor', '']) {
      expect(await desk.call(name, {})).toMatchObject({ ok: false, reason: 'unknown_tool' })
    }
  })

  it('into a broken world is logged once and offers to take a message', async () => {
    const desk = await openDesk()
    const gone = {
      ...spa.tenant,
      db: spa.tenant.db,
      transaction: () => Promise.reject(new Error('connection lost')),
    } as Tenant
    const broken = await openToolDesk({ tenant: gone, now, conversationId: desk.conversationId })
    const result = await broken.call('find_my_appointments', {})
    expect(result).toMatchObject({
      ok: false,
      reason: 'unavailable',
      say: expect.stringContaining("can't reach our calendar") as string,
    })
    expect(broken.errors).toHaveLength(1)
  })

  it('in a conversation that does not exist here does nothing', async () => {
    const desk = await openToolDesk({ tenant: spa.tenant, now, conversationId: randomUUID() })
    expect(await desk.call('take_message', { message: 'hi', phone: '2125550111' })).toMatchObject({
      reason: 'unavailable',
    })
    expect(await spa.tenant.db.task.count()).toBe(0)
  })

  it('in another spa sees nothing of this one', async () => {
    const desk = await openDesk()
    const found = await desk.call('find_openings', { service: 'botox', when: 'tomorrow' })
    const { slot } = (found.openings as unknown as { slot: string }[])[0]!
    const foreign = await seedMinimalSpa(database.prisma)
    const elsewhere = await openDesk(foreign.tenant)
    expect(await elsewhere.call('hold_slot', { slot })).toMatchObject({ reason: 'unknown_slot' })
  })
})

describe('answers', () => {
  it('come from what the spa has written', async () => {
    const desk = await openDesk()
    expect(await desk.call('answer_question', { question: 'Where can I park my car?' })).toMatchObject({
      ok: true,
      articles: [{ title: 'Where to park' }],
    })
    expect(await desk.call('answer_question', { question: 'Do you validate unicorn licences?' })).toMatchObject({
      ok: false,
      reason: 'not_found',
    })
  })

  it('leave to a clinician what a clinician must judge', async () => {
    const desk = await openDesk()
    for (const question of [
      'Is this normal?',
      'How many units do I need for my forehead?',
      'Should I stop taking aspirin?',
    ]) {
      const result = await desk.call('answer_question', { question })
      expect(result).toMatchObject({
        ok: false,
        reason: 'not_found',
        say: expect.stringContaining('clinician') as string,
      })
    }
  })

  it('give prices as ranges with their note, in the order of the catalogue', async () => {
    await spa.tenant.db.service.updateMany({
      where: { slug: 'botox' },
      data: { priceToCents: 60000, priceNote: '$12–15 per unit, most clients need 20–40 units.' },
    })
    const desk = await openDesk()
    expect(await desk.call('list_services', { query: 'how much is botox' })).toMatchObject({
      services: [{ name: 'Botox', price: '$250 to $600; $12–15 per unit, most clients need 20–40 units', minutes: 30 }],
    })
    const all = await desk.call('list_services', {})
    expect((all.services as unknown as object[]).length).toBe(3)
    expect(await desk.call('list_services', { query: 'tattoo removal' })).toMatchObject({
      ok: false,
      reason: 'not_found',
    })
  })
})

describe('people', () => {
  it('are asked to take over once, with what they need to know', async () => {
    const desk = await openDesk()
    await spa.tenant.db.communicationMessage.create({
      data: {
        conversationId: desk.conversationId,
        position: 1,
        direction: 'inbound',
        author: 'customer',
        channel: 'chat',
        text: 'I want a human',
      },
    })
    await spa.tenant.db.channelSetting.create({ data: { channel: 'chat', handsOverOutsideHours: true } })
    const first = await desk.run('transfer_to_person', { reason: 'Asked for a human' })
    expect(first.result.ok).toBe(true)
    expect(first.effects).toMatchObject([{ type: 'handed_over' }])
    const second = await desk.run('transfer_to_person', {})
    expect(second).toMatchObject({ result: { ok: true }, effects: [] })
    expect(await spa.tenant.db.task.findMany()).toMatchObject([
      { kind: 'hand_over', data: { reason: 'Asked for a human', conversation: 'They: I want a human' } },
    ])
  })

  it('who are not there yet find a message, and the person hears when they are', async () => {
    const desk = await openDesk()
    const first = await desk.run('transfer_to_person', { reason: 'Asked for a human' })
    expect(first.result.say).toMatch(/left the team a message.*9 am.*What phone number or email/)
    expect(first.effects).toMatchObject([{ type: 'message_taken' }])
    expect(await desk.run('transfer_to_person', {})).toMatchObject({ result: { ok: true }, effects: [] })
    expect(await spa.tenant.db.task.findMany()).toMatchObject([
      { kind: 'message', data: { reason: 'Asked for a human' } },
    ])
  })

  it('get messages with a way to answer, asked for once', async () => {
    const desk = await openDesk()
    expect(await desk.call('take_message', { message: 'Call me' })).toMatchObject({ reason: 'needs_contact' })
    const taken = await desk.run('take_message', { message: 'Call me' })
    expect(taken).toMatchObject({ result: { ok: true }, effects: [{ type: 'message_taken' }] })
  })
})
