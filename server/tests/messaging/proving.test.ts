import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkCode } from '../../src/customers/check-code.ts'
import { sendCode } from '../../src/customers/send-code.ts'
import { undoMerge } from '../../src/customers/undo-merge.ts'
import type { Prisma } from '../../src/db/generated/client.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'

const now = new Date('2026-11-24T15:00:00Z')
const later = new Date('2026-11-24T16:00:00Z')

let database: TestDatabase
let spa: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  spa = await seedMinimalSpa(database.prisma)
})
afterAll(() => database.drop())

const newCustomer = async (data: Prisma.CustomerUncheckedCreateInput) =>
  (await spa.tenant.db.customer.create({ data })).id
const identity = (customerId: string, value: string, isProven = false) =>
  spa.tenant.db.identity.create({
    data: {
      customerId,
      kind: value.includes('@') ? 'email' : 'phone',
      value,
      ...(isProven ? { status: 'verified', verifiedAt: now } : {}),
    },
  })
const undo = (mergeId: string) => undoMerge(spa.tenant, { mergeId, by: 'user:front-desk', now: later })

describe('a code', () => {
  const phone = '+12125550111'
  async function proveBy(conversationId: string, value = phone) {
    const contact = { kind: value.includes('@') ? ('email' as const) : ('phone' as const), value }
    await sendCode(spa.tenant, { conversationId, contact, now, enqueue: () => Promise.resolve() })
    const text = await spa.tenant.db.outboxMessage.findFirst({ orderBy: { createdAt: 'desc' } })
    const code = /\b\d{6}\b/.exec(text!.text)![0]
    return checkCode(spa.tenant, { conversationId, code, now })
  }
  const chat = async (customerId: string | null, data: object = {}) =>
    (await spa.tenant.db.conversation.create({ data: { channel: 'chat', customerId, resumeKeyHash: 'key', ...data } }))
      .id
  const isMerged = async (id: string) =>
    (await spa.tenant.db.customer.findFirst({ where: { id } }))!.mergedIntoId !== null

  it('lifts a claim to verified, and brings the doubles of the same name with it', async () => {
    const jane = await newCustomer({ givenName: 'Jane', familyName: 'Doe' })
    const double = await newCustomer({ givenName: 'jane' })
    const son = await newCustomer({ givenName: 'Tim', familyName: 'Doe' })
    for (const id of [jane, double, son]) await identity(id, phone)
    await identity(double, 'double@example.com')
    const conversationId = await chat(null)
    expect(await proveBy(conversationId)).toMatchObject({ ok: true, customerId: jane })

    expect([await isMerged(double), await isMerged(son)]).toEqual([true, false])
    const [merged] = await spa.tenant.db.customerMerge.findMany()
    expect(merged).toMatchObject({ keptId: jane, mergedId: double, mergedBy: 'verified:phone' })
    // What the double merely claimed is no way into the proved account.
    const held = await spa.tenant.db.identity.findMany({ where: { customerId: jane } })
    expect(held.map(({ value, status }) => [value, status])).toEqual([[phone, 'verified']])
    await undo(merged!.id)
    expect(await isMerged(double)).toBe(false)
  })

  it('never merges a customer who proved something else', async () => {
    const jane = await newCustomer({ givenName: 'Jane' })
    const other = await newCustomer({ givenName: 'Jane' })
    await identity(jane, phone)
    await identity(other, phone)
    await identity(other, 'other@example.com', true)
    await proveBy(await chat(jane))
    expect(await isMerged(other)).toBe(false)
  })

  it('joins who was made in the conversation with who the contact belongs to', async () => {
    const jane = await newCustomer({ givenName: 'Jane', familyName: 'Doe' })
    await identity(jane, phone, true)
    const guest = await newCustomer({ givenName: 'Jane' })
    await identity(guest, 'jane@example.com')
    const conversationId = await chat(guest)
    expect(await proveBy(conversationId)).toMatchObject({ ok: true, customerId: jane })
    expect(await isMerged(guest)).toBe(true)
    expect(await spa.tenant.db.identity.count({ where: { customerId: jane } })).toBe(2)
    // A mistake after all: the conversation is the guest's again, and proves nothing.
    await undo((await spa.tenant.db.customerMerge.findFirst())!.id)
    const row = await spa.tenant.db.conversation.findFirst({ where: { id: conversationId } })
    expect(row).toMatchObject({ customerId: guest, verifiedAt: null })
  })

  it('shuts out the browser when it is typed on the phone, and gives the customer the visitor’s threads', async () => {
    const jane = await newCustomer({ givenName: 'Jane' })
    await identity(jane, phone)
    const line = { channel: 'sms' as const, theirAddress: phone, resumeKeyHash: null }
    const visitor = await spa.tenant.db.visitor.create({ data: {} })
    const asVisitor = await chat(null, { ...line, visitorId: visitor.id })
    const conversationId = await chat(jane, { theirAddress: phone })
    await spa.tenant.db.communicationMessage.create({
      data: {
        conversationId,
        position: 1,
        direction: 'inbound',
        author: 'customer',
        channel: 'sms',
        text: 'When is my visit?',
      },
    })
    expect(await proveBy(conversationId)).toMatchObject({ ok: true })
    const row = await spa.tenant.db.conversation.findFirst({ where: { id: conversationId } })
    expect(row).toMatchObject({ verifiedAt: now, resumeKeyHash: null })
    expect(await spa.tenant.db.conversation.findFirst({ where: { id: asVisitor } })).toMatchObject({
      customerId: jane,
      verifiedAt: null,
    })
    expect(await spa.tenant.db.visitor.findFirst({ where: { id: visitor.id } })).toMatchObject({ customerId: jane })
  })
})
