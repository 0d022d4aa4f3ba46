import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPortalDesk, seedAppointment, type PortalDesk } from '../harness/portal-desk.ts'
import { bodyOf } from '../harness/running-server.ts'

let desk: PortalDesk
let owner: pg.Client
let person: Awaited<ReturnType<typeof everywhere>>

beforeAll(async () => {
  desk = await openPortalDesk()
  owner = new pg.Client({ connectionString: desk.database.ownerUrl })
  await owner.connect()
  await owner.query(`select set_config('app.tenant_id', $1, false)`, [desk.willow.tenantId])
  person = await everywhere()
})
afterAll(async () => {
  await owner.end()
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const phone = '+12125550143'
const email = "wilhelmina.o'hara+spa@example.com"
const secretWords = 'my grandmother grew dahlias'
const long = Date.now() - 3 * 86_400_000
const before = (minutes: number) => new Date(long + minutes * 60_000)

/** Somebody who has been everywhere: in every table that can know them. */
async function everywhere() {
  const { tenant, leeId, leeResourceId } = desk.willow
  const { db } = tenant
  const visit = await seedAppointment(desk.willow, {
    startsInMin: -4_000,
    status: 'completed',
    given: 'Wilhelmina',
  })
  const { customerId } = await db.appointment.findFirstOrThrow({ where: { id: visit.id } })
  await db.customer.updateMany({
    where: { id: customerId },
    data: { givenName: 'Wilhelmina', familyName: 'Ôhara "Mina"', note: 'Likes tea', language: 'en' },
  })
  await db.identity.deleteMany({ where: { customerId } })
  await db.identity.createMany({
    data: [
      { customerId, kind: 'phone', value: phone },
      { customerId, kind: 'email', value: email, status: 'verified', verifiedAt: before(0) },
    ],
  })
  const twin = await db.customer.create({ data: { givenName: 'Wilhelmina', familyName: 'Ôhara "Mina"' } })
  await db.identity.create({ data: { customerId: twin.id, kind: 'email', value: 'mina@example.org' } })
  const merged = await desk.ask(`customers/${customerId}/merge`, { method: 'POST', body: { otherId: twin.id } })
  expect(merged.status).toBe(200)

  const visitor = await db.visitor.create({ data: { customerId } })
  const thread = await db.conversation.create({
    data: {
      customerId,
      visitorId: visitor.id,
      channel: 'sms',
      theirAddress: phone,
      ourAddress: '+12125559999',
      summary: 'Wilhelmina asked about tea',
      startedAt: before(0),
      lastActivityAt: before(10),
    },
  })
  const conversationId = thread.id
  const message = await db.communicationMessage.create({
    data: {
      conversationId,
      position: 1,
      direction: 'inbound',
      author: 'customer',
      channel: 'email',
      text: secretWords,
    },
  })
  await db.emailDetails.create({
    data: {
      messageId: message.id,
      fromAddress: email,
      toAddress: 'spa@example.com',
      subject: 'Dahlias',
      references: [],
    },
  })
  await db.messageAttachment.create({
    data: { messageId: message.id, name: 'dahlias.txt', contentType: 'text/plain', size: 4 },
  })
  await db.communicationEvent.create({ data: { conversationId, type: 'handed_over', data: { to: phone } } })
  await db.toolCall.create({
    data: { conversationId, callId: 'c1', name: 'book_appointment', arguments: { phone, note: secretWords } },
  })
  const member = await db.membership.findFirstOrThrow()
  await db.internalNote.create({ data: { conversationId, authorId: member.id, text: `She said ${secretWords}` } })
  await db.task.create({
    data: { kind: 'message', title: 'Call Wilhelmina', conversationId, data: { phone, text: secretWords } },
  })
  await db.task.create({ data: { kind: 'opted_out', title: 'No more texts', subjectKey: `+12125559999 ${phone}` } })
  await db.outboxMessage.create({
    data: { channel: 'sms', toAddress: phone, text: secretWords, purpose: 'reminder', appointmentId: visit.id },
  })
  await db.optOut.create({
    data: { ourAddress: '+12125559999', theirAddress: phone, isOptedOut: true, words: 'STOP', source: 'keyword' },
  })
  await db.consent.create({
    data: { customerId, purpose: 'marketing', isGranted: true, text: `Signed by ${email}`, source: 'staff' },
  })
  await db.verificationCode.create({
    data: { conversationId, customerId, kind: 'phone', value: phone, codeHash: 'x:y', expiresAt: before(1) },
  })
  await db.waitlistEntry.create({
    data: {
      customerId,
      serviceId: desk.willow.botoxId,
      fromDate: new Date('2026-01-01'),
      toDate: new Date('2026-01-02'),
      channel: 'sms',
      conversationId,
      weekdays: [],
    },
  })
  await db.appointment.updateMany({ where: { id: visit.id }, data: { conversationId, note: secretWords } })
  await db.webhookReceipt.create({ data: { provider: 'sendgrid', externalId: `<${email}>` } })
  const subject = { subjectType: 'appointment', subjectId: visit.id }
  await db.auditEntry.create({
    data: {
      actor: 'ava',
      action: 'appointment.cancelled',
      ...subject,
      data: { reason: secretWords, fee: 5, at: before(1) },
    },
  })
  // What is about others, or about nobody, may still name them.
  const other = await db.customer.create({
    data: { givenName: 'Bo', note: 'Came with Wilhelmina Ôhara "Mina", (212) 555-0143' },
  })
  const othersThread = await db.conversation.create({ data: { customerId: other.id, channel: 'chat' } })
  await db.communicationMessage.create({
    data: {
      conversationId: othersThread.id,
      position: 1,
      direction: 'inbound',
      author: 'customer',
      channel: 'chat',
      text: `Write to\n${email.toUpperCase()} or 212.555.0143, not to x${email} or 12125550143999`,
    },
  })
  await db.communicationEvent.create({
    data: {
      conversationId: othersThread.id,
      type: 'noted',
      data: { words: [`line\n${email}`, 'WILHELMINA Ôhara "Mina"'] },
    },
  })
  await owner.query(
    `insert into pgboss.job (name, data, output) values
      ('dead-letter', $1, $2), ('deliver-message', $3, null)`,
    [
      { tenantId: tenant.id, appointmentId: visit.id },
      { message: `${phone} is not a mobile number` },
      { tenantId: tenant.id, conversationId },
    ],
  )
  await desk.ask(`customers/${customerId}/allergies`, { method: 'POST', body: { substance: 'Lidocaine' } })
  expect(leeId).not.toBe(leeResourceId)
  return { customerId, appointmentId: visit.id, otherId: other.id, othersThreadId: othersThread.id, conversationId }
}

describe('exporting a customer', () => {
  it('hands out every row about them, opened, and nothing of anybody else', async () => {
    const { customerId, conversationId } = person
    for (const as of ['front_desk', 'provider', 'agency'] as const) {
      expect((await desk.ask(`customers/${customerId}/export`, { as })).status, as).toBe(403)
    }
    const answer = await desk.ask(`customers/${customerId}/export`)
    expect(answer.headers.get('content-disposition')).toContain(`customer-${customerId}.json`)
    const text = await answer.text()
    expect(text).toContain('Lidocaine')
    expect(text).toContain(secretWords)
    expect(text).not.toContain('"Bo"')
    expect(text).not.toContain(desk.willow.tenantId)
    const ids = async (sql: string) => (await owner.query<{ id: string }>(sql, [customerId])).rows.map(({ id }) => id)
    const { rows: tables } = await owner.query<{ name: string }>(
      `select table_name as name from information_schema.columns where column_name = 'customer_id' and table_schema = 'public'`,
    )
    for (const { name } of tables) {
      // A code is good for minutes, and only its hash is kept.
      if (name === 'verification_codes') continue
      for (const id of await ids(`select id from ${name} where customer_id = $1`)) expect(text, name).toContain(id)
    }
    const { rows: messages } = await owner.query<{ id: string }>(
      `select id from communication_messages where conversation_id = $1
       union all select id from tool_calls where conversation_id = $1
       union all select id from communication_events where conversation_id = $1
       union all select id from internal_notes where conversation_id = $1`,
      [conversationId],
    )
    for (const { id } of messages) expect(text).toContain(id)
    const { db } = desk.willow.tenant
    expect(await db.auditEntry.count({ where: { action: 'customer.exported', subjectId: customerId } })).toBe(1)
  })
})

/** Every row of every table, and every job, as text. */
async function allRows(): Promise<{ table: string; row: string }[]> {
  const { rows: tables } = await owner.query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition
      and c.relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace)`)
  const all = []
  for (const { name } of tables) {
    const { rows } = await owner.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)
    all.push(...rows.map(({ row }) => ({ table: name, row })))
  }
  return all
}

const traces = [
  /555\D{0,2}0143(?!\d)/,
  /(?<![\w])wilhelmina/i,
  /Ôhara/i,
  /\bMina\b/i,
  /mina@example/i,
  /dahlias/i,
  /lidocaine/i,
]

describe('erasing a customer', () => {
  it('leaves no trace of them in any table, keeps what has to stay, and touches nobody else', async () => {
    const { customerId, appointmentId, otherId, othersThreadId } = person
    const bystander = await seedAppointment(desk.willow, { startsInMin: 600 })
    const found = (await allRows()).filter(({ row }) => traces.some((trace) => trace.test(row)))
    // Without them in the tables, the rest would show nothing.
    expect(new Set(found.map(({ table }) => table)).size).toBeGreaterThan(12)

    const name = 'Wilhelmina Ôhara "Mina"'
    const refused = await desk.ask(`customers/${customerId}/erase`, { method: 'POST', body: { name: 'Bo' } })
    expect(refused.status).toBe(400)
    for (const as of ['front_desk', 'provider', 'agency'] as const) {
      const answer = await desk.ask(`customers/${customerId}/erase`, { as, method: 'POST', body: { name } })
      expect(answer.status, as).toBe(403)
    }
    const answer = await desk.ask(`customers/${customerId}/erase`, { method: 'POST', body: { name } })
    expect(await bodyOf(answer)).toEqual({ ok: true })

    const left = (await allRows()).filter(({ row }) =>
      traces.some((trace) => trace.test(row.replaceAll(/x\S+@example.com/gi, ''))),
    )
    expect(left).toEqual([])

    const { db } = desk.willow.tenant
    const visit = await db.appointment.findFirstOrThrow({ where: { id: appointmentId }, include: { customer: true } })
    expect(visit).toMatchObject({ status: 'completed', priceCents: 25_000, note: null, conversationId: null })
    expect(visit.customer).toMatchObject({ id: customerId, givenName: 'Erased customer', familyName: null, note: null })
    expect(await db.customer.findFirst({ where: { id: otherId } })).toMatchObject({
      givenName: 'Bo',
      note: 'Came with [erased], [erased]',
    })
    const [theirs] = await db.communicationMessage.findMany({ where: { conversationId: othersThreadId } })
    expect(theirs?.text).toBe(`Write to\n[erased] or [erased], not to x${email} or 12125550143999`)
    const [noted] = await db.communicationEvent.findMany({ where: { conversationId: othersThreadId } })
    expect(noted?.data).toEqual({ words: ['line\n[erased]', '[erased]'] })
    const log = await db.auditEntry.findMany({ where: { subjectId: { in: [appointmentId, customerId] } } })
    expect(log.find(({ action }) => action === 'appointment.cancelled')?.data).toMatchObject({
      reason: '[erased]',
      fee: 5,
    })
    expect(log.filter(({ action }) => action === 'customer.erased')).toHaveLength(1)
    expect(await db.appointment.count({ where: { id: bystander.id } })).toBe(1)

    const again = await desk.ask(`customers/${customerId}/erase`, { method: 'POST', body: { name: 'Erased customer' } })
    expect(again.status).toBe(409)
  })

  it('waits for visits to come, and takes nobody of another spa', async () => {
    const visit = await seedAppointment(desk.willow, { startsInMin: 900, given: 'Ute' })
    const { customerId } = await desk.willow.tenant.db.appointment.findFirstOrThrow({ where: { id: visit.id } })
    const body = { name: 'ute  berg' }
    const coming = await desk.ask(`customers/${customerId}/erase`, { method: 'POST', body })
    expect(coming.status).toBe(409)
    const foreign = await desk.maple.tenant.db.customer.create({ data: { givenName: 'Ute', familyName: 'Berg' } })
    expect((await desk.ask(`customers/${foreign.id}/erase`, { method: 'POST', body })).status).toBe(404)
    expect((await desk.ask(`customers/${foreign.id}/export`)).status).toBe(404)
  })

  it('leaves a number that a family shares to the others', async () => {
    const { db } = desk.willow.tenant
    const shared = '+12125550155'
    const [ann, ben] = [
      await db.customer.create({ data: { givenName: 'Ann', familyName: 'Oaks' } }),
      await db.customer.create({ data: { givenName: 'Ben', familyName: 'Oaks' } }),
    ]
    for (const { id } of [ann, ben]) {
      await db.identity.create({ data: { customerId: id, kind: 'phone', value: shared } })
    }
    await db.optOut.create({
      data: { ourAddress: '+12125559999', theirAddress: shared, isOptedOut: true, words: 'STOP', source: 'keyword' },
    })
    const erased = await desk.ask(`customers/${ann.id}/erase`, { method: 'POST', body: { name: 'Ann Oaks' } })
    expect(erased.status).toBe(200)
    expect(await db.identity.findMany({ where: { value: shared }, select: { customerId: true } })).toEqual([
      { customerId: ben.id },
    ])
    expect(await db.optOut.count({ where: { theirAddress: shared } })).toBe(1)
  })

  it('lets the log be written over by nothing else', async () => {
    const changed = desk.willow.tenant.db.auditEntry.updateMany({ data: { data: {} } })
    await expect(changed).rejects.toThrow(/permission denied/)
    await expect(owner.query(`update audit_entries set data = '{}'`)).rejects.toThrow(/append-only/)
  })
})
