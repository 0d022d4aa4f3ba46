import { Today } from '@ava/protocol/portal/today.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPortalDesk, seedAppointment, type Asking, type PortalDesk } from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

let desk: PortalDesk

beforeAll(async () => {
  desk = await openPortalDesk()
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

async function today(asking: Asking = {}): Promise<Today> {
  const answer = await desk.ask('today', asking)
  expect(answer.status).toBe(200)
  return Today.parse(await bodyOf(answer))
}

const failed = {
  channel: 'sms',
  toAddress: '+12125550177',
  text: 'Hello',
  purpose: 'reminder',
  status: 'failed',
} as const

it('shows the day’s appointments in their order, and none of another day', async () => {
  const { timeZone } = await today()
  const local = Temporal.Now.zonedDateTimeISO(timeZone)
  const noon = local.startOfDay().add({ hours: 12 })
  const at = (hours: number) => ({
    startsInMin: Math.round(local.until(noon.add({ hours })).total({ unit: 'minute' })),
  })
  const late = await seedAppointment(desk.willow, at(3))
  const early = await seedAppointment(desk.willow, at(0))
  await seedAppointment(desk.willow, at(24))
  const { appointments, appointmentCount } = await today()
  expect(appointments.map(({ id }) => id)).toEqual([early.id, late.id])
  expect(appointmentCount).toBe(2)
})

it('counts what waits by kind, with the oldest of each, emergencies first', async () => {
  const { db } = desk.willow.tenant
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))
  for (const [kind, minute] of [
    ['message', 1],
    ['message', 2],
    ['emergency', 3],
    ['message', 0],
  ] as const) {
    const closed = minute === 0 ? { status: 'done' as const, closedAt: at(9) } : {}
    await db.task.create({ data: { kind, title: kind, createdAt: at(minute), ...closed } })
  }
  expect((await today()).tasks).toEqual([
    { kind: 'emergency', count: 1, oldestAt: at(3).toISOString() },
    { kind: 'message', count: 2, oldestAt: at(1).toISOString() },
  ])
})

it('lists what was not delivered until somebody has it sent again, and no codes', async () => {
  const { db } = desk.willow.tenant
  const message = await db.outboxMessage.create({ data: { ...failed, kind: 'notice' } })
  await db.outboxMessage.create({ data: { ...failed, kind: 'code' } })
  await db.outboxMessage.create({ data: { ...failed, kind: 'notice', status: 'delivered' } })
  expect((await today()).failedMessages.map(({ id }) => id)).toEqual([message.id])

  const again = await desk.ask(`outbox/${message.id}/send-again`, { method: 'POST', body: {} })
  expect(again.status).toBe(200)
  expect((await today()).failedMessages).toEqual([])
  expect(await db.outboxMessage.count({ where: { againOfId: message.id } })).toBe(1)
})

it('counts the day so far beside last week’s, without what belongs to no conversation', async () => {
  const { db } = desk.willow.tenant
  const before = (await today()).figures
  const started = (daysAgo: number) => ({ startedAt: new Date(Date.now() - daysAgo * 86_400_000 - 1_000) })
  const said = { channel: 'chat' as const, channels: ['chat' as const] }
  await db.conversation.create({ data: { ...said, ...started(0) } })
  await db.conversation.create({ data: { ...said, ...started(7), lastActivityAt: started(7).startedAt } })
  await db.conversation.create({ data: { ...said, ...started(6) } })
  // Opened, and nothing was said in it.
  await db.conversation.create({ data: { channel: 'chat', channels: [], ...started(0) } })
  const { conversations } = (await today()).figures
  expect(conversations.today - before.conversations.today).toBe(1)
  expect(conversations.before - before.conversations.before).toBe(1)
})

it('keeps money from a provider, and everything from other spas', async () => {
  expect((await today({ as: 'provider' })).figures.bookedCents).toBeNull()
  expect((await today()).figures.bookedCents).not.toBeNull()
})
