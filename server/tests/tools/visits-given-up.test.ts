import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { choose, goOn } from './gate-desk.ts'
import { openToolDesk } from './tool-desk.ts'

// A Tuesday, 7 in the morning in New York.
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

const openDesk = () => openToolDesk({ tenant: spa.tenant, now })
const changeBotox = (data: object) => spa.tenant.db.service.updateMany({ where: { id: spa.botoxId }, data })

describe('giving a visit up', () => {
  async function visitOfTwo(when: string) {
    const desk = await openDesk()
    const { book } = await choose(desk, { also: ['facial'], when })
    const done = await goOn(desk, book)
    expect(done).toMatchObject({ ok: true })
    const [first, second] = done.visit as unknown as { reference: string }[]
    return { desk, first: first!.reference, second: second!.reference }
  }

  it('is done as a whole, with one fee for it, or for one of its services alone', async () => {
    const { desk, first, second } = await visitOfTwo('today')
    desk.says('cancel the facial')
    const part = { appointment: second, only_this_service: true }
    const asked = await desk.call('cancel_appointment', part)
    expect(asked.say).toMatch(/cancel your HydraFacial on .*the fee of \$50 applies/)
    desk.says('No, leave it. Cancel all of it')
    await desk.call('cancel_appointment', { ...part, confirmed: true })
    const whole = await desk.call('cancel_appointment', { appointment: first })
    expect(whole.say).toMatch(/cancel your Botox and HydraFacial on .*the fee of \$50 applies/)
    desk.says('yes, cancel it')
    const done = await desk.call('cancel_appointment', { appointment: first, confirmed: true })
    expect(done).toMatchObject({ ok: true, fee: '$50' })
    expect(await spa.tenant.db.appointment.count({ where: { status: 'cancelled' } })).toBe(2)
    expect(await spa.tenant.db.occupation.count()).toBe(0)
  })

  it('one service of it can go alone', async () => {
    const { desk, first, second } = await visitOfTwo('Friday')
    desk.says('cancel the facial')
    const part = { appointment: second, only_this_service: true }
    await desk.call('cancel_appointment', part)
    desk.says('yes')
    expect(await desk.call('cancel_appointment', { ...part, confirmed: true })).toMatchObject({ ok: true, fee: 'none' })
    const rows = await spa.tenant.db.appointment.findMany()
    expect(new Map(rows.map(({ reference, status }) => [reference, status]))).toEqual(
      new Map([
        [first, 'booked'],
        [second, 'cancelled'],
      ]),
    )
  })

  it('moving it moves all of it, and says what a late move costs', async () => {
    await spa.tenant.db.policy.updateMany({ data: { rescheduleCounts: true } })
    const { desk, first } = await visitOfTwo('today')
    const { slot, visit } = await choose(desk, { moving: first, when: 'Friday' })
    expect(visit).toHaveLength(2)
    const asked = await desk.call('reschedule_appointment', { appointment: first, slot })
    expect(asked).toMatchObject({ reason: 'needs_confirmation' })
    expect(asked.say).toContain('the fee of $50 applies')
    desk.says('yes, move it')
    const done = await desk.call('reschedule_appointment', { appointment: first, slot, confirmed: true })
    expect(done).toMatchObject({ ok: true, visit: [{ service: 'Botox' }, { service: 'HydraFacial' }] })
    const rows = await spa.tenant.db.appointment.findMany()
    expect(rows.every(({ startsAt }) => startsAt.toISOString().startsWith('2026-12-04'))).toBe(true)
    expect(rows.reduce((sum, { feeCents }) => sum + feeCents, 0)).toBe(5000)
  })

  it('moving under a newer policy asks for it, and keeps the yes', async () => {
    const desk = await openDesk()
    const booked = await goOn(desk, (await choose(desk, { when: 'Friday' })).book)
    const { id: policyId } = await spa.tenant.db.policy.create({
      data: { name: 'cancellation', version: 2, text: 'Now it is $90.', cancelWindowHours: 24, feeCents: 9000 },
    })
    await changeBotox({ policyId })
    const { slot } = await choose(desk, { moving: booked.reference, when: 'Saturday' })
    const args = { appointment: booked.reference, slot }
    expect(await desk.call('reschedule_appointment', args)).toMatchObject({ reason: 'needs_policy' })
    desk.says('ok')
    expect(await desk.call('reschedule_appointment', { ...args, policy_accepted: true })).toMatchObject({
      reason: 'needs_confirmation',
    })
    desk.says('yes')
    expect(await desk.call('reschedule_appointment', { ...args, confirmed: true })).toMatchObject({ ok: true })
    const kept = await spa.tenant.db.policyAcceptance.findMany({ orderBy: { version: 'asc' } })
    expect(kept.map(({ version }) => version)).toEqual([1, 2])
  })
})
