import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findThread, type ThreadRequest } from '../../src/channels/find-thread.ts'
import type { Contact } from '../../src/customers/contact.ts'
import type { Prisma } from '../../src/db/generated/client.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'

const now = new Date('2026-11-24T15:00:00Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const phone = '+12125550111'
const address = 'jane@example.com'
const ours = { sms: '+12125550142', email: 'hello@willow.example' }

let database: TestDatabase
let spa: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  spa = await seedMinimalSpa(database.prisma)
})
afterAll(() => database.drop())

const find = (request: Partial<ThreadRequest> = {}) => {
  const channel = request.channel ?? 'sms'
  return spa.tenant.transaction((tx) =>
    findThread(tx, {
      channel,
      ourAddress: ours[channel],
      theirAddress: channel === 'sms' ? phone : address,
      now,
      ...request,
    }),
  )
}
async function customer(givenName: string, identities: (Contact & { isProven?: boolean })[]): Promise<string> {
  const { id } = await spa.tenant.db.customer.create({ data: { givenName } })
  await spa.tenant.db.identity.createMany({
    data: identities.map(({ kind, value, isProven }) => ({
      customerId: id,
      kind,
      value,
      status: isProven ? ('verified' as const) : ('claimed' as const),
      verifiedAt: isProven ? hoursAgo(1) : null,
    })),
  })
  return id
}
const claims = (value: string): Contact => ({ kind: value.includes('@') ? 'email' : 'phone', value })
const proved = (value: string) => ({ ...claims(value), isProven: true })
async function conversation(data: Partial<Prisma.ConversationUncheckedCreateInput>): Promise<string> {
  const row = await spa.tenant.db.conversation.create({
    data: {
      channel: 'chat',
      lastActivityAt: hoursAgo(1),
      resumeKeyHash: data.channel === 'sms' || data.channel === 'email' ? null : 'a browser holds the key',
      ...data,
    },
  })
  return row.id
}

describe('a number that nobody is known by', () => {
  it('is a visitor, not a customer, and stays in one thread', async () => {
    const first = await find()
    expect(first).toMatchObject({ customerId: null, isNew: true })
    expect(await find()).toEqual({ ...first, isNew: false })
    expect(await spa.tenant.db.customer.count()).toBe(0)
    const row = await spa.tenant.db.conversation.findFirst({ where: { id: first.conversationId } })
    expect(row).toMatchObject({ channel: 'sms', ourAddress: ours.sms, theirAddress: phone, verifiedAt: null })
    expect(row!.visitorId).not.toBeNull()
  })

  it('makes one thread of many first messages at once', async () => {
    const threads = await Promise.all(Array.from({ length: 8 }, () => find()))
    expect(new Set(threads.map(({ conversationId }) => conversationId)).size).toBe(1)
    expect(threads.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(await spa.tenant.db.visitor.count()).toBe(1)
  })

  it('is another thread for another number, and another spa', async () => {
    const here = await find()
    expect(await find({ theirAddress: '+12125550112' })).toMatchObject({ isNew: true })
    const there = await seedMinimalSpa(database.prisma)
    const request = { channel: 'sms', ourAddress: ours.sms, theirAddress: phone, now } as const
    const elsewhere = await there.tenant.transaction((tx) =>
      findThread(tx, { ...request, conversationId: here.conversationId }),
    )
    expect(elsewhere).toMatchObject({ isNew: true, customerId: null })
  })

  it('is the same visitor in a later thread', async () => {
    const first = await find()
    await spa.tenant.db.conversation.updateMany({ data: { status: 'resolved', resolvedAt: hoursAgo(100) } })
    const second = await find()
    expect(second).toMatchObject({ isNew: true })
    const rows = await spa.tenant.db.conversation.findMany({
      where: { id: { in: [first.conversationId, second.conversationId] } },
    })
    expect(new Set(rows.map(({ visitorId }) => visitorId)).size).toBe(1)
  })
})

describe('a customer’s thread', () => {
  it('goes on by text where it began on the website', async () => {
    const jane = await customer('Jane', [claims(phone)])
    const chat = await conversation({ customerId: jane })
    expect(await find()).toEqual({ conversationId: chat, customerId: jane, isNew: false })
    const row = await spa.tenant.db.conversation.findFirst({ where: { id: chat } })
    expect(row).toMatchObject({ channel: 'chat', ourAddress: ours.sms, theirAddress: phone, verifiedAt: null })
  })

  it('is one on three channels', async () => {
    const jane = await customer('Jane', [proved(phone), proved(address)])
    const chat = await conversation({ customerId: jane, verifiedAt: hoursAgo(1) })
    expect(await find()).toMatchObject({ conversationId: chat })
    expect(await find({ channel: 'email' })).toMatchObject({ conversationId: chat, isNew: false })
  })

  it('is the newest of those that are open', async () => {
    const jane = await customer('Jane', [claims(phone)])
    await conversation({ customerId: jane, lastActivityAt: hoursAgo(30) })
    const newer = await conversation({ customerId: jane, lastActivityAt: hoursAgo(2), channel: 'voice' })
    await conversation({ customerId: jane, lastActivityAt: hoursAgo(20), status: 'with_person' })
    expect(await find()).toMatchObject({ conversationId: newer })
  })

  it.each([
    ['resolved', { status: 'resolved', resolvedAt: hoursAgo(71) }, false],
    ['resolved', { status: 'resolved', resolvedAt: hoursAgo(73) }, true],
    ['ended', { status: 'ended', endedAt: hoursAgo(71) }, false],
    ['ended', { status: 'ended', endedAt: hoursAgo(73) }, true],
    ['locked', { status: 'locked', lastActivityAt: hoursAgo(500) }, false],
    ['with_person', { status: 'with_person', lastActivityAt: hoursAgo(500) }, false],
  ] as const)('that is %s %o begins anew: %s', async (_, data, isNew) => {
    const jane = await customer('Jane', [claims(phone)])
    await conversation({ customerId: jane, ...data })
    expect(await find()).toMatchObject({ customerId: jane, isNew })
  })

  it('is one when a text and a mail come at once', async () => {
    await customer('Jane', [proved(phone), proved(address)])
    const [text, mail] = await Promise.all([find(), find({ channel: 'email' })])
    expect(text.conversationId).toBe(mail.conversationId)
  })

  it('follows merges', async () => {
    const kept = await customer('Jane', [proved(phone)])
    const merged = await customer('Jane', [claims(address)])
    await spa.tenant.db.customer.updateMany({ where: { id: merged }, data: { mergedIntoId: kept } })
    expect(await find({ channel: 'email', forCustomerId: merged })).toMatchObject({ customerId: kept })
  })
})

describe('nobody speaks or listens for somebody else', () => {
  it('a number that several claim is none of theirs', async () => {
    const jane = await customer('Jane', [claims(phone)])
    await customer('Joan', [claims(phone)])
    const chat = await conversation({ customerId: jane })
    const thread = await find()
    expect(thread).toMatchObject({ customerId: null, isNew: true })
    expect(thread.conversationId).not.toBe(chat)
  })

  it('a thread goes on when the number turns out to be a family’s', async () => {
    const jane = await customer('Jane', [claims(phone)])
    const { conversationId } = await find()
    await customer('Joan', [claims(phone)])
    expect(await find()).toEqual({ conversationId, customerId: jane, isNew: false })
  })

  it('a number is whose proved it, whoever else claims it', async () => {
    await customer('Stranger', [claims(phone)])
    const jane = await customer('Jane', [proved(phone)])
    expect(await find()).toMatchObject({ customerId: jane })
  })

  it('a claimed number does not come into a proved conversation', async () => {
    const jane = await customer('Jane', [claims(phone), proved(address)])
    const chat = await conversation({ customerId: jane, verifiedAt: hoursAgo(1) })
    const thread = await find()
    expect(thread).toMatchObject({ isNew: true, customerId: jane })
    expect(thread.conversationId).not.toBe(chat)
    const row = await spa.tenant.db.conversation.findFirst({ where: { id: thread.conversationId } })
    expect(row!.verifiedAt).toBeNull()
  })

  it('a proved number’s texts are not shown to a browser that only knows the name', async () => {
    const jane = await customer('Jane', [proved(phone)])
    const chat = await conversation({ customerId: jane })
    const thread = await find()
    expect(thread.conversationId).not.toBe(chat)
    expect(await find()).toMatchObject({ conversationId: thread.conversationId, isNew: false })
  })

  it('a mail whose sender nothing confirms does not come into a proved conversation', async () => {
    const jane = await customer('Jane', [proved(address)])
    const proven = await conversation({
      customerId: jane,
      channel: 'email',
      theirAddress: address,
      verifiedAt: hoursAgo(1),
    })
    expect(await find({ channel: 'email' })).toMatchObject({ conversationId: proven })
    expect(await find({ channel: 'email', isDoubtful: true })).toMatchObject({ isNew: true })
    expect(await find({ channel: 'email', isDoubtful: true, conversationId: proven })).toMatchObject({
      conversationId: proven,
    })
  })
})

describe('a proof', () => {
  it('holds for texts for a day, and what we send does not end it', async () => {
    const jane = await customer('Jane', [proved(phone)])
    const line = { customerId: jane, channel: 'sms' as const, theirAddress: phone }
    const thread = await conversation({ ...line, verifiedAt: hoursAgo(23) })
    const isProven = async () =>
      (await spa.tenant.db.conversation.findFirst({ where: { id: thread } }))!.verifiedAt !== null
    await find()
    expect(await isProven()).toBe(true)
    await spa.tenant.db.conversation.updateMany({ where: { id: thread }, data: { verifiedAt: hoursAgo(25) } })
    expect(await find({ forCustomerId: jane })).toMatchObject({ conversationId: thread })
    expect(await isProven()).toBe(true)
    expect(await find()).toMatchObject({ conversationId: thread, customerId: jane })
    expect(await isProven()).toBe(false)
  })
})

describe('a mail that answers one of ours', () => {
  it('goes where it answers, however old, from another address of the person', async () => {
    const jane = await customer('Jane', [claims(address)])
    const old = await conversation({
      customerId: jane,
      channel: 'email',
      status: 'ended',
      endedAt: hoursAgo(900),
      theirAddress: address,
    })
    await conversation({ customerId: jane })
    expect(await find({ channel: 'email', conversationId: old })).toMatchObject({ conversationId: old })
    expect(await find({ channel: 'email', theirAddress: 'work@example.com', conversationId: old })).toMatchObject({
      conversationId: old,
    })
  })

  it('is not taken for the customer’s in a proved conversation, nor from another customer', async () => {
    const jane = await customer('Jane', [proved(address)])
    const other = await customer('Zoe', [proved('zoe@example.com')])
    const proven = await conversation({ customerId: jane, verifiedAt: hoursAgo(1) })
    const open = await conversation({ customerId: jane })
    const from = (theirAddress: string, conversationId: string) =>
      find({ channel: 'email', theirAddress, conversationId })
    expect(await from('stranger@example.com', proven)).toMatchObject({ isNew: true, customerId: null })
    expect(await from('zoe@example.com', open)).toMatchObject({ isNew: true, customerId: other })
  })
})

describe('when the spa writes first', () => {
  it('the answer finds the thread of what was sent', async () => {
    const jane = await customer('Jane', [claims(phone)])
    const sent = await find({ forCustomerId: jane })
    expect(await find()).toEqual({ ...sent, isNew: false })
  })

  it('a family’s number gets a thread for each, and the answer goes to the newest', async () => {
    const jane = await customer('Jane', [claims(phone)])
    const joan = await customer('Joan', [claims(phone)])
    const toJane = await find({ forCustomerId: jane })
    const toJoan = await find({ forCustomerId: joan })
    expect(toJane.conversationId).not.toBe(toJoan.conversationId)
    await spa.tenant.db.conversation.updateMany({
      where: { id: toJoan.conversationId },
      data: { lastActivityAt: new Date(now.getTime() + 1000) },
    })
    expect(await find()).toMatchObject({ conversationId: toJoan.conversationId })
  })
})
