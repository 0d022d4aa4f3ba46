import { describe, expect, it } from 'vitest'
import { joinWaitlist } from '../../src/scheduling/waitlist/join-waitlist.ts'
import { leaveWaitlist } from '../../src/scheduling/waitlist/leave-waitlist.ts'
import { at, useWaitlistDesk } from './waitlist-desk.ts'

const desk = useWaitlistDesk()
const day = Temporal.PlainDate.from('2026-12-02')

describe('joining the waitlist', () => {
  it('is one entry for one customer, service and window, however many ask for it at once', async () => {
    const who = { customerId: await desk.customer() }
    const entries = await Promise.all(Array.from({ length: 6 }, () => desk.waits({ who, weekdays: [3, 1] })))
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1)
    expect(await desk.tenant.db.waitlistEntry.count()).toBe(1)
    expect(await desk.tenant.db.auditEntry.count({ where: { action: 'waitlist.joined' } })).toBe(1)
    await desk.waits({ who, weekdays: [1, 3] })
    expect(await desk.tenant.db.waitlistEntry.count()).toBe(1)
    await desk.waits({ who, earliestMin: 600 })
    await desk.waits({ who, serviceId: desk.spa.facialId })
    expect(await desk.tenant.db.waitlistEntry.count()).toBe(3)
  })

  it('with another provider changes the entry, and keeps its place', async () => {
    const who = { customerId: await desk.customer() }
    const first = await desk.waits({ who, providerId: desk.spa.ortizId })
    await desk.waits()
    expect((await desk.waits({ who })).id).toBe(first.id)
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: first.id })
  })

  it('again after leaving is a new entry, at the end of the line', async () => {
    const who = { customerId: await desk.customer() }
    const gone = await desk.waits({ who })
    const other = await desk.waits()
    await leaveWaitlist(desk.tenant, { entryId: gone.id, actor: 'ava', now: desk.now, enqueue: desk.enqueue })
    expect((await desk.waits({ who })).id).not.toBe(gone.id)
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: other.id })
  })

  it('ends with the last day of the window, where the spa is', async () => {
    const entry = await desk.waits({ to: day.add({ days: 1 }) })
    desk.now = at('23:59', '2026-12-03')
    await desk.runJobs()
    expect(await desk.statusOf(entry)).toBe('waiting')
    desk.now = at('00:00', '2026-12-04')
    await desk.runJobs()
    expect(await desk.statusOf(entry)).toBe('expired')
  })

  it('for days that are past, or a service that is not offered, is refused', async () => {
    const request = {
      who: { customerId: await desk.customer() },
      serviceId: desk.spa.botoxId,
      from: day.subtract({ days: 9 }),
      to: day.subtract({ days: 2 }),
      channel: 'sms' as const,
      actor: 'ava',
      now: desk.now,
      enqueue: desk.enqueue,
    }
    expect(await joinWaitlist(desk.tenant, request)).toEqual({ ok: false, reason: 'in_past' })
    await desk.tenant.db.service.updateMany({ where: { id: desk.spa.botoxId }, data: { isActive: false } })
    expect(await joinWaitlist(desk.tenant, { ...request, to: day })).toEqual({ ok: false, reason: 'no_service' })
  })
})
