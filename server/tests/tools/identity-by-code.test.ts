import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { openToolDesk, type ToolDesk } from './tool-desk.ts'

const now = new Date('2026-12-01T12:00:00Z')
const phone = '+12125550111'

let database: TestDatabase
let spa: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  spa = await seedMinimalSpa(database.prisma)
})

const openDesk = () => openToolDesk({ tenant: spa.tenant, now })

/** Somebody books in a conversation of their own; answers the reference. */
async function bookAs(person: object, when = 'tomorrow'): Promise<{ desk: ToolDesk; reference: string }> {
  const desk = await openDesk()
  const found = await desk.call('find_openings', { service: 'botox', when })
  const { slot } = (found.openings as unknown as { slot: string }[])[0]!
  desk.says('book it')
  await desk.call('book_appointment', { slot, ...person })
  desk.says('fine')
  await desk.call('book_appointment', { slot, ...person, policy_accepted: true })
  desk.says('yes')
  const result = await desk.call('book_appointment', { slot, ...person, confirmed: true })
  expect(result).toMatchObject({ ok: true })
  return { desk, reference: String(result.reference) }
}

async function codeSentTo(value: string): Promise<string> {
  const sent = await spa.tenant.db.outboxMessage.findFirst({
    where: { toAddress: value, purpose: 'verification_code' },
    orderBy: { createdAt: 'desc' },
  })
  return /\b\d{6}\b/.exec(sent!.text)![0]
}

async function prove(desk: ToolDesk, value: string) {
  await desk.call('send_code', value.includes('@') ? { email: value } : { phone: value })
  expect(await desk.call('check_code', { code: await codeSentTo(value) })).toMatchObject({ ok: true })
}

const references = async (desk: ToolDesk) =>
  ((await desk.call('find_my_appointments', {})).appointments as unknown as { reference: string }[] | undefined)?.map(
    ({ reference }) => reference,
  )

describe('existing appointments', () => {
  it('open to a code sent to the contact on file, and to nothing else', async () => {
    const { reference } = await bookAs({ given_name: 'Jane', family_name: 'Doe', phone })
    const desk = await openDesk()
    desk.says('I am Jane Doe, 212 555 0111, show me my appointments')
    expect(await desk.call('find_my_appointments', {})).toMatchObject({ reason: 'needs_identity' })
    for (const tool of ['cancel_appointment', 'reschedule_appointment']) {
      const real = await desk.call(tool, { appointment: reference, slot: 'SL_7Q', confirmed: true })
      const invented = await desk.call(tool, { appointment: 'QQQQQQ', slot: 'SL_7Q', confirmed: true })
      expect(real).toMatchObject({ ok: false, reason: 'needs_identity' })
      expect(invented).toEqual(real)
    }
    expect(await desk.call('update_contact', { phone: '2125550199' })).toMatchObject({ reason: 'needs_identity' })
    await prove(desk, phone)
    expect(await references(desk)).toEqual([reference])
    desk.says('cancel it')
    await desk.call('cancel_appointment', { appointment: reference })
    desk.says('yes')
    expect(await desk.call('cancel_appointment', { appointment: reference, confirmed: true })).toMatchObject({
      ok: true,
    })
    const identity = await spa.tenant.db.identity.findFirst({ where: { value: phone } })
    expect(identity!.status).toBe('verified')
  })

  it('of others stay theirs', async () => {
    const { reference: theirs } = await bookAs({ given_name: 'Mary', phone: '2125550122' })
    await bookAs({ given_name: 'Jane', phone })
    const desk = await openDesk()
    await prove(desk, phone)
    expect(await references(desk)).not.toContain(theirs)
    expect(await desk.call('cancel_appointment', { appointment: theirs })).toMatchObject({ reason: 'not_found' })
  })

  it('of a family that shares a number are not mixed up', async () => {
    const { reference } = await bookAs({ given_name: 'Jane', phone })
    const { reference: daughters } = await bookAs({ given_name: 'Zoe', phone }, 'Friday')
    expect(await spa.tenant.db.customer.count()).toBe(2)
    const desk = await openDesk()
    await prove(desk, phone)
    expect(await references(desk)).toEqual([reference])
    expect(await desk.call('cancel_appointment', { appointment: daughters })).toMatchObject({ reason: 'not_found' })
  })

  it('do not open through a contact that somebody merely claimed beside a known one', async () => {
    const { reference } = await bookAs({ given_name: 'Jane', family_name: 'Doe', phone })
    // Knows name and number, and adds an address of their own.
    await bookAs({ given_name: 'Jane', family_name: 'Doe', phone, email: 'thief@example.com' }, 'Friday')
    const thief = await openDesk()
    await thief.call('send_code', { email: 'thief@example.com' })
    const sent = await spa.tenant.db.outboxMessage.count({ where: { purpose: 'verification_code' } })
    expect(sent).toBe(0)
    expect(await thief.call('find_my_appointments', {})).toMatchObject({ reason: 'needs_identity' })
    expect(await thief.call('cancel_appointment', { appointment: reference })).toMatchObject({
      reason: 'needs_identity',
    })
  })

  it('do not open through a record that was made up beforehand', async () => {
    // Somebody books with Jane's address and a number of their own, and waits.
    await bookAs({ given_name: 'Jane', phone: '2125550177', email: 'jane@example.com' }, 'Friday')
    const { reference } = await bookAs({ given_name: 'Jane', email: 'jane@example.com' })
    const thief = await openDesk()
    await prove(thief, '+12125550177')
    expect(await references(thief)).not.toContain(reference)
    const owner = await openDesk()
    await prove(owner, 'jane@example.com')
    expect(await references(owner)).toContain(reference)
  })

  it('of one person go on one record when name and number agree', async () => {
    await bookAs({ given_name: 'José', family_name: 'García', phone })
    await bookAs({ given_name: 'jose', phone }, 'Friday')
    expect(await spa.tenant.db.customer.count()).toBe(1)
  })
})

describe('a code', () => {
  it('answers the same for a stranger, and sends a stranger nothing', async () => {
    await bookAs({ given_name: 'Jane', phone })
    const desk = await openDesk()
    const known = await desk.call('send_code', { phone })
    const unknown = await desk.call('send_code', { phone: '2125550198' })
    expect(unknown).toEqual(known)
    expect(await spa.tenant.db.outboxMessage.count({ where: { purpose: 'verification_code' } })).toBe(1)
    expect(await desk.call('check_code', { code: '000000' })).toMatchObject({ reason: 'wrong_code' })
  })

  it('is stored as a hash, and good for ten minutes and one use', async () => {
    await bookAs({ given_name: 'Jane', phone })
    const desk = await openDesk()
    await desk.call('send_code', { phone })
    const code = await codeSentTo(phone)
    expect(JSON.stringify(await spa.tenant.db.verificationCode.findMany())).not.toContain(code)
    desk.at(new Date(now.getTime() + 10 * 60_000))
    expect(await desk.call('check_code', { code })).toMatchObject({ reason: 'code_expired' })
    desk.at(new Date(now.getTime() + 9 * 60_000))
    expect(await desk.call('check_code', { code: code.split('').join(' ') })).toMatchObject({ ok: true })
    expect(await desk.call('check_code', { code })).toMatchObject({ reason: 'no_code' })
  })

  it('cannot be guessed: five tries each, also all at once', async () => {
    await bookAs({ given_name: 'Jane', phone })
    const desk = await openDesk()
    await desk.call('send_code', { phone })
    const code = await codeSentTo(phone)
    const wrong = code === '111111' ? '222222' : '111111'
    const tries = await Promise.all(Array.from({ length: 8 }, () => desk.call('check_code', { code: wrong })))
    expect(tries.filter(({ reason }) => (reason as unknown) === 'wrong_code')).toHaveLength(4)
    expect(await desk.call('check_code', { code })).toMatchObject({ reason: 'too_many_attempts' })
    expect(await desk.call('find_my_appointments', {})).toMatchObject({ reason: 'needs_identity' })
  })

  it('is sent three times an hour at most, to one number and in one conversation', async () => {
    await bookAs({ given_name: 'Jane', phone })
    const desks = [await openDesk(), await openDesk()]
    const sent = await Promise.all([0, 1, 0, 1, 0, 1].map((index) => desks[index]!.call('send_code', { phone })))
    expect(sent.filter(({ ok }) => ok)).toHaveLength(3)
    expect(sent.find(({ ok }) => !ok)).toMatchObject({ reason: 'too_many_codes' })
    desks[0]!.at(new Date(now.getTime() + 61 * 60_000))
    expect(await desks[0]!.call('send_code', { phone })).toMatchObject({ ok: true })

    const desk = await openDesk()
    for (const last of [1, 2, 3])
      expect(await desk.call('send_code', { phone: `212555013${last}` })).toMatchObject({ ok: true })
    expect(await desk.call('send_code', { phone: '2125550134' })).toMatchObject({ reason: 'too_many_codes' })
  })

  it('of another conversation fits nothing', async () => {
    await bookAs({ given_name: 'Jane', phone })
    const [mine, other] = [await openDesk(), await openDesk()]
    await mine.call('send_code', { phone })
    expect(await other.call('check_code', { code: await codeSentTo(phone) })).toMatchObject({ reason: 'no_code' })
  })
})
