import { afterAll, beforeAll, expect, it } from 'vitest'
import { HistoryPage } from '@ava/protocol/portal/customers.ts'
import { openPortalDesk, seedAppointment, type PortalDesk } from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

let desk: PortalDesk

beforeAll(async () => {
  desk = await openPortalDesk()
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

it('the whole history of a customer is read page by page, and names who did what', async () => {
  const { tenant } = desk.willow
  await seedAppointment(desk.willow, { startsInMin: 600 })
  const visit = (await tenant.db.appointment.findFirst())!
  const { customerId } = visit
  const owner = (await tenant.db.membership.findFirst({ where: { role: 'owner' }, include: { user: true } }))!
  await tenant.db.auditEntry.create({
    data: {
      actor: `user:${owner.userId}`,
      action: 'appointment.moved',
      subjectType: 'appointment',
      subjectId: visit.id,
    },
  })
  const { id: conversationId } = await tenant.db.conversation.create({ data: { channel: 'sms', customerId } })
  await tenant.db.communicationMessage.createMany({
    data: Array.from({ length: 5 }, (_, position) => ({
      conversationId,
      position,
      direction: 'inbound' as const,
      author: 'customer' as const,
      channel: 'sms' as const,
      text: `text ${position}`,
    })),
  })
  const read = async (query: string) =>
    HistoryPage.parse(await bodyOf(await desk.ask(`customers/${customerId}/history${query}`, { as: 'front_desk' })))
  const whole = await read('')
  expect(whole.nextCursor).toBeNull()
  expect(whole.entries.filter(({ kind }) => kind === 'message')).toHaveLength(5)
  expect(whole.entries.find((entry) => entry.kind === 'appointment')).toMatchObject({
    action: 'moved',
    by: owner.user.name,
    appointmentId: visit.id,
  })

  const paged: string[] = []
  for (let cursor = ''; ;) {
    const page = await read(`?limit=2${cursor}`)
    paged.push(...page.entries.map(({ id }) => id))
    if (page.nextCursor === null) break
    cursor = `&cursor=${page.nextCursor}`
  }
  expect(paged).toEqual(whole.entries.map(({ id }) => id))

  const elsewhere = (await tenant.db.customer.create({ data: { givenName: 'Zoe' } })).id
  const { nextCursor } = await read('?limit=2')
  expect((await desk.ask(`customers/${elsewhere}/history?cursor=${nextCursor}`)).status).toBe(400)
  expect((await desk.ask(`customers/${customerId}/history?limit=5000`)).status).toBe(400)
  expect((await desk.ask(`customers/${conversationId}/history`)).status).toBe(404)
})
