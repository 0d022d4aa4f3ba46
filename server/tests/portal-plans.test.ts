import { AppointmentDetail } from '@ava/protocol/portal/appointments.ts'
import { Plan } from '@ava/protocol/portal/plans.ts'
import type { AppointmentStatus } from '@ava/protocol/portal/tasks.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPortalDesk, seedAppointment, type Asking, type PortalDesk } from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

let desk: PortalDesk
const dayMs = 24 * 60 * 60_000
const monthly = { spacing: 'weeks', totalSessions: 4, everyWeeks: 4 }

beforeAll(async () => {
  desk = await openPortalDesk()
})
beforeEach(async () => {
  const { db } = desk.willow.tenant
  await db.occupation.deleteMany({})
  await db.block.deleteMany({})
  await db.appointment.deleteMany({})
  await db.treatmentPlan.deleteMany({})
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const post = (path: string, body?: unknown, asking: Asking = {}) => desk.ask(path, { method: 'POST', body, ...asking })
async function planOf(answer: Response): Promise<Plan> {
  expect(answer.status).toBe(200)
  return Plan.parse(await bodyOf(answer))
}
const readPlan = async (id: string) => planOf(await desk.ask(`plans/${id}`))
const local = (instant: Date | string) =>
  Temporal.Instant.from(new Date(instant).toISOString()).toZonedDateTimeISO('America/New_York')

/** Dr. Lee's first patient of next Tuesday: whenever the test runs, they are at work then. */
async function firstSession(options: { status?: AppointmentStatus } = {}) {
  const today = Temporal.Now.zonedDateTimeISO('America/New_York').startOfDay()
  const tuesday = today.add({ days: 7 + ((2 - today.dayOfWeek + 7) % 7) }).with({ hour: 9 })
  const startsInMin = Math.round((tuesday.epochMilliseconds - Date.now()) / 60_000)
  const appointment = await seedAppointment(desk.willow, { startsInMin, ...options })
  const [startsAt, endsAt] = [new Date(tuesday.epochMilliseconds), new Date(tuesday.epochMilliseconds + 30 * 60_000)]
  await desk.willow.tenant.db.occupation.updateMany({
    where: { appointmentId: appointment.id },
    data: { startsAt, endsAt },
  })
  await desk.willow.tenant.db.appointment.updateMany({ where: { id: appointment.id }, data: { startsAt, endsAt } })
  return { ...appointment, startsAt, endsAt }
}

const free = (plan: Plan) => plan.proposal!.sessions.filter(({ isFree }) => isFree).map(({ startsAt }) => startsAt)
const sessionsOf = (planId: string) => desk.willow.tenant.db.appointment.count({ where: { planId } })
/** Dr. Lee is away on that day. */
async function awayOn(startsAt: string): Promise<void> {
  const date = local(startsAt).toPlainDate().toString()
  const answer = await post('time-off', { providerId: desk.willow.leeId, fromDate: date, toDate: date })
  expect(answer.status).toBe(200)
}

describe('a plan', () => {
  it('starts from a booked appointment, proposes the rest and books it', async () => {
    const { id, startsAt } = await firstSession()
    const started = await planOf(await post(`appointments/${id}/plan`, monthly))
    expect(started).toMatchObject({
      status: 'active',
      totalSessions: 4,
      minDays: 28,
      maxDays: 28,
      booked: 1,
      remaining: 3,
      timeZone: 'America/New_York',
      sessions: [{ appointmentId: id, status: 'booked' }],
    })
    const detail = AppointmentDetail.parse(await bodyOf(await desk.ask(`appointments/${id}`)))
    expect(detail.planId).toBe(started.id)

    const plan = await readPlan(started.id)
    expect(plan.proposal).toMatchObject({ providerName: 'Dr. Lee', problem: null })
    expect(free(plan).map((at) => local(at).toPlainDateTime().toString())).toEqual(
      [28, 56, 84].map((days) => local(startsAt).add({ days }).toPlainDateTime().toString()),
    )
    expect((await desk.ask(`plans/${started.id}?proposal=false`).then(planOf)).proposal).toBeNull()

    const booked = await planOf(await post(`plans/${started.id}/sessions`, { startsAt: free(plan) }))
    expect(booked).toMatchObject({ booked: 4, remaining: 0, proposal: null })
    expect(booked.sessions.map((one) => one.startsAt)).toEqual([startsAt.toISOString(), ...free(plan)])
    const rows = await desk.willow.tenant.db.appointment.findMany({ where: { planId: plan.id } })
    expect(new Set(rows.map(({ customerId, providerId }) => `${customerId} ${providerId}`)).size).toBe(1)
    expect(
      await desk.willow.tenant.db.occupation.count({ where: { appointmentId: { in: rows.map((row) => row.id) } } }),
    ).toBeGreaterThanOrEqual(4)
  })

  it('takes another day of the interval where the best one is not free', async () => {
    const { id } = await firstSession()
    const between = { spacing: 'days', totalSessions: 2, minDays: 21, maxDays: 35 }
    const { id: planId } = await planOf(await post(`appointments/${id}/plan`, between))
    const [best] = free(await readPlan(planId))
    await awayOn(best!)
    const [other] = free(await readPlan(planId))
    expect(Math.abs(Date.parse(other!) - Date.parse(best!))).toBeGreaterThan(6 * dayMs)
    expect(local(other!).toPlainTime().toString()).toBe('09:00:00')
  })

  it('says which date is not free, and books those that are once somebody agrees to them', async () => {
    const { id } = await firstSession()
    const { id: planId } = await planOf(await post(`appointments/${id}/plan`, monthly))
    const [, second] = free(await readPlan(planId))
    await awayOn(second!)
    const plan = await readPlan(planId)
    expect(plan.proposal!.sessions.map(({ isFree }) => isFree)).toEqual([true, false, true])
    const booked = await planOf(await post(`plans/${planId}/sessions`, { startsAt: free(plan) }))
    expect(booked).toMatchObject({ booked: 3, remaining: 1 })
    // The one that is missing comes after the last.
    expect(Date.parse((await readPlan(planId)).proposal!.sessions[0]!.startsAt)).toBeGreaterThan(
      Date.parse(booked.sessions.at(-1)!.startsAt),
    )
  })

  it('books none of its dates when one was taken meanwhile, and says which', async () => {
    const { id } = await firstSession()
    const { id: planId } = await planOf(await post(`appointments/${id}/plan`, monthly))
    const startsAt = free(await readPlan(planId))
    await awayOn(startsAt[1]!)
    const answer = await post(`plans/${planId}/sessions`, { startsAt })
    expect(answer.status).toBe(409)
    const { error } = await bodyOf(answer)
    expect(error).toMatchObject({ code: 'slot_taken', fields: { 'startsAt.1': 'Not free any more.' } })
    expect(error.message).toMatch(/^Nothing was booked: Tuesday, .* at 9:00 AM is not free any more\./)
    expect(await sessionsOf(planId)).toBe(1)
  })

  it('books no dates but those it proposes', async () => {
    const { id, startsAt } = await firstSession()
    const { id: planId } = await planOf(await post(`appointments/${id}/plan`, monthly))
    const proposed = free(await readPlan(planId))
    const soon = new Date(startsAt.getTime() + dayMs).toISOString()
    for (const dates of [[soon], proposed.slice(1), [...proposed, soon], [proposed[0], proposed[0], proposed[0]]]) {
      expect((await post(`plans/${planId}/sessions`, { startsAt: dates })).status).toBe(409)
    }
    expect(await sessionsOf(planId)).toBe(1)
  })

  it('is booked once when two people book it at once, and started once', async () => {
    const { id } = await firstSession()
    const starts = await Promise.all(
      (['owner', 'front_desk'] as const).map((as) => post(`appointments/${id}/plan`, monthly, { as })),
    )
    expect(starts.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await desk.willow.tenant.db.treatmentPlan.count()).toBe(1)
    const { id: planId } = await planOf(starts.find(({ status }) => status === 200)!)
    const startsAt = free(await readPlan(planId))
    const answers = await Promise.all(
      (['owner', 'front_desk'] as const).map((as) => post(`plans/${planId}/sessions`, { startsAt }, { as })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const late = await bodyOf(answers.find(({ status }) => status === 409)!)
    expect(late.error).toMatchObject({ code: 'nothing_left' })
    expect(await sessionsOf(planId)).toBe(4)
  })

  it('that was stopped books nothing, keeps what is booked, and lets a new one start', async () => {
    const { id } = await firstSession()
    const { id: planId } = await planOf(await post(`appointments/${id}/plan`, monthly))
    const startsAt = free(await readPlan(planId))
    expect(await planOf(await post(`plans/${planId}/stop`))).toMatchObject({ status: 'stopped', booked: 1 })
    const answers = [await post(`plans/${planId}/stop`), await post(`plans/${planId}/sessions`, { startsAt })]
    for (const answer of answers) {
      expect(answer.status).toBe(409)
      expect((await bodyOf(answer)).error.code).toBe('no_plan')
    }
    expect((await readPlan(planId)).proposal).toBeNull()
    expect((await planOf(await post(`appointments/${id}/plan`, monthly))).id).not.toBe(planId)
  })

  it('whose only session was given up long ago says that there is nothing to count from', async () => {
    const { id } = await firstSession()
    const { id: planId } = await planOf(await post(`appointments/${id}/plan`, monthly))
    await desk.willow.tenant.db.occupation.deleteMany({})
    const gone = { startsAt: new Date(Date.now() - 300 * dayMs), endsAt: new Date(Date.now() - 299 * dayMs) }
    await desk.willow.tenant.db.appointment.updateMany({ where: { id }, data: { ...gone, status: 'completed' } })
    expect((await readPlan(planId)).proposal).toMatchObject({ sessions: [], problem: 'too_late' })
    await desk.willow.tenant.db.appointment.updateMany({ where: { id }, data: { status: 'cancelled' } })
    expect((await readPlan(planId)).proposal).toMatchObject({ sessions: [], problem: 'no_start' })
    const startsAt = [new Date(Date.now() + dayMs).toISOString()]
    expect((await post(`plans/${planId}/sessions`, { startsAt })).status).toBe(409)
  })

  it.each(['requested', 'pending_review', 'cancelled', 'no_show'] as const)(
    'does not start from one that is %s',
    async (status) => {
      const { id } = await firstSession({ status })
      const answer = await post(`appointments/${id}/plan`, monthly)
      expect(answer.status).toBe(409)
      expect((await bodyOf(answer)).error.code).toBe('not_booked')
    },
  )

  it.each([
    [{}, 'spacing'],
    [{ ...monthly, totalSessions: 1 }, 'totalSessions'],
    [{ ...monthly, totalSessions: 25 }, 'totalSessions'],
    [{ ...monthly, totalSessions: '' }, 'totalSessions'],
    [{ ...monthly, everyWeeks: 0 }, 'everyWeeks'],
    [{ ...monthly, everyWeeks: 1.5 }, 'everyWeeks'],
    [{ spacing: 'days', totalSessions: 3, minDays: 30, maxDays: 20 }, 'maxDays'],
    [{ spacing: 'days', totalSessions: 3, minDays: 1, maxDays: 182 }, 'maxDays'],
    [{ spacing: 'days', totalSessions: 3, minDays: 'soon', maxDays: 20 }, 'minDays'],
  ])('refuses %j, naming %s', async (body, field) => {
    const { id } = await firstSession()
    const answer = await post(`appointments/${id}/plan`, body)
    expect(answer.status).toBe(400)
    expect(Object.keys((await bodyOf(answer)).error.fields)).toContain(field)
    expect(await desk.willow.tenant.db.treatmentPlan.count()).toBe(0)
  })

  it('refuses dates that are none', async () => {
    const { id } = await firstSession()
    const { id: planId } = await planOf(await post(`appointments/${id}/plan`, monthly))
    for (const body of [{}, { startsAt: [] }, { startsAt: ['noon'] }, { startsAt: '2027-01-01T00:00:00Z' }]) {
      expect((await post(`plans/${planId}/sessions`, body)).status).toBe(400)
    }
    expect((await desk.ask(`plans/${planId}?proposal=perhaps`)).status).toBe(400)
  })

  it('is no business of a provider, of another spa or of another site', async () => {
    const { id } = await firstSession()
    const { id: planId } = await planOf(await post(`appointments/${id}/plan`, monthly))
    expect((await desk.ask(`plans/${planId}`, { as: 'provider' })).status).toBe(403)
    expect((await post(`plans/${planId}/stop`, undefined, { as: 'provider' })).status).toBe(403)
    expect((await desk.ask(`plans/${planId}`, { spa: desk.maple.tenantId })).status).toBe(403)
    expect((await post(`plans/${planId}/stop`, {}, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    const foreign = await seedAppointment(desk.maple, { startsInMin: 3 * 24 * 60 })
    expect((await post(`appointments/${foreign.id}/plan`, monthly)).status).toBe(404)
    for (const unknown of ['x', '00000000-0000-7000-8000-000000000000']) {
      expect((await desk.ask(`plans/${unknown}`)).status).toBe(404)
      expect((await post(`plans/${unknown}/stop`)).status).toBe(404)
    }
    expect((await readPlan(planId)).status).toBe('active')
  })
})
