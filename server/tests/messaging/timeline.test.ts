import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeCustomers } from '../../src/customers/merge.ts'
import { readTimeline, type CustomerTimelineEntry, type TimelinePage } from '../../src/customers/timeline.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'

const start = new Date('2026-11-20T15:00:00Z').getTime()
const minute = (n: number) => new Date(start + n * 60_000)

let database: TestDatabase
let spa: MinimalSpa
let jane: string

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  jane = await newCustomer('Jane')
})
afterAll(() => database.drop())

const newCustomer = async (givenName: string) => (await spa.tenant.db.customer.create({ data: { givenName } })).id
async function conversation(channel: 'chat' | 'sms' | 'email', customerId: string, texts: [number, string][]) {
  const { id } = await spa.tenant.db.conversation.create({ data: { channel, customerId } })
  await spa.tenant.db.communicationMessage.createMany({
    data: texts.map(([at, text], position) => ({
      conversationId: id,
      position: position + 1,
      direction: 'inbound' as const,
      author: 'customer' as const,
      channel,
      text,
      sentAt: minute(at),
    })),
  })
  return id
}
async function appointment(customerId: string, key: string) {
  const { id } = await spa.tenant.db.appointment.create({
    data: {
      customerId,
      serviceId: spa.botoxId,
      providerId: spa.leeId,
      locationId: spa.locationId,
      startsAt: minute(5_000),
      endsAt: minute(5_030),
      reference: key,
      idempotencyKey: key,
      priceCents: 100,
    },
  })
  return id
}
const audit = (subjectId: string, action: string, at: number) =>
  spa.tenant.db.auditEntry.create({
    data: { actor: 'ava', action, subjectType: 'appointment', subjectId, at: minute(at) },
  })
async function whole(limit: number) {
  const entries: CustomerTimelineEntry[] = []
  for (let before: { at: Date; id: string } | null = null; ;) {
    const page: TimelinePage = (await readTimeline(spa.tenant, { customerId: jane, before, limit }))!
    expect(page.entries.length).toBeLessThanOrEqual(limit)
    entries.push(...page.entries)
    if (!page.next) return entries
    before = page.next
  }
}
const words = (entry: CustomerTimelineEntry) => {
  if (entry.kind === 'message') return `${entry.data.channel}: ${entry.data.text}`
  if (entry.kind === 'appointment') return entry.data.action
  if (entry.kind === 'event') return entry.data.type
  return entry.kind === 'task' ? entry.data.title : entry.kind
}

describe('a customer’s timeline', () => {
  it('is one over all channels, newest first, with what was done for them and nothing of anybody else', async () => {
    const chat = await conversation('chat', jane, [[1, 'hello'], [9, 'thanks']]) // prettier-ignore
    await conversation('sms', jane, [[5, 'R'], [12, 'at three']]) // prettier-ignore
    await conversation('email', jane, [[7, 'Dear Ava']])
    const other = await newCustomer('Zoe')
    await conversation('sms', other, [[6, 'not hers']])
    await spa.tenant.db.voiceCallDetails.create({
      data: {
        conversationId: chat,
        startedAt: minute(2),
        endedAt: minute(3),
        endReason: 'visitor',
        model: 'm',
        voice: 'v',
      },
    })
    await spa.tenant.db.communicationEvent.createMany({
      data: [
        { conversationId: chat, type: 'call_started', at: minute(2) },
        { conversationId: chat, type: 'handed_over', at: minute(8) },
      ],
    })
    const visit = await appointment(jane, 'HERS')
    await audit(visit, 'appointment.booked', 4)
    await audit(visit, 'appointment.moved', 13)
    await audit(visit, 'screening.read', 14)
    await audit(await appointment(other, 'ZOES'), 'appointment.booked', 4)
    await spa.tenant.db.task.create({
      data: { kind: 'hand_over', title: 'Call Jane', conversationId: chat, createdAt: minute(10) },
    })
    const draft = { direction: 'outbound', author: 'ava', channel: 'chat', deliveryStatus: 'draft' } as const
    await spa.tenant.db.communicationMessage.create({
      data: { conversationId: chat, position: 9, text: 'a draft', sentAt: minute(11), ...draft },
    })
    await spa.tenant.db.outboxMessage.create({
      data: {
        channel: 'sms',
        toAddress: '+12125550111',
        text: 'x',
        purpose: 'reminder',
        appointmentId: visit,
        createdAt: minute(6),
      },
    })
    const expected = [
      'moved',
      'sms: at three',
      'Call Jane',
      'chat: thanks',
      'handed_over',
      'email: Dear Ava',
      'notice',
      'sms: R',
      'booked',
      'call',
      'chat: hello',
    ]
    expect((await whole(50)).map(words)).toEqual(expected)
    for (const limit of [1, 2, 3, 7]) expect((await whole(limit)).map(words)).toEqual(expected)
  })

  it('loses and doubles nothing where much happened at the same instant', async () => {
    const many = Array.from({ length: 25 }, (_, i): [number, string] => [100, `same ${i}`])
    await conversation('sms', jane, many)
    const entries = await whole(4)
    expect(entries.filter((entry) => words(entry).startsWith('sms: same'))).toHaveLength(25)
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
  })

  it('is found by a record that was merged away, and is of this spa only', async () => {
    const double = await newCustomer('Jane')
    await conversation('email', double, [[200, 'from my other address']])
    await mergeCustomers(spa.tenant, { keptId: jane, mergedId: double, by: 'user:x', now: minute(300) })
    const page = await readTimeline(spa.tenant, { customerId: double, limit: 2 })
    expect(page!.entries.map(words)).toEqual(['merge', 'email: from my other address'])
    const elsewhere = await seedMinimalSpa(database.prisma)
    expect(await readTimeline(elsewhere.tenant, { customerId: jane })).toBeNull()
  })
})
