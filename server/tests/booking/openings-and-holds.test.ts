import { describe, expect, it } from 'vitest'
import { expireHold } from '../../src/scheduling/expire-hold.ts'
import { holdSlot } from '../../src/scheduling/hold-slot.ts'
import { HOLD_MS } from '../../src/scheduling/holds.ts'
import { findOpenings } from '../../src/scheduling/openings/find-openings.ts'
import { OFFER_MS } from '../../src/scheduling/openings/offer-slots.ts'
import { resolveWhen } from '../../src/scheduling/when/resolve-when.ts'
import { later, now, useBookingDesk } from './booking-desk.ts'

const desk = useBookingDesk()

describe('openings', () => {
  it('give a choice of days, times and providers, under tokens of this conversation', async () => {
    const conversationId = await desk.startConversation()
    const found = await desk.openings(conversationId, 'this week')
    expect(found).toHaveLength(5)
    expect(found[0]!.label).toBe('Tuesday, December 1 at 9:00 AM')
    expect(new Set(found.map(({ label }) => label.split(' at ')[0])).size).toBeGreaterThan(2)
    expect(new Set(found.map(({ providerName }) => providerName)).size).toBe(2)
    expect(new Set(found.map(({ token }) => token)).size).toBe(5)
    for (const { token } of found) expect(token).toMatch(/^SL_[34679ACDEFGHJKMNPQRTWXY]{2,}$/)
    expect(await desk.openings(conversationId, 'this week')).toEqual(found)
  })

  it('come closest to a time that was asked for', async () => {
    const [first] = await desk.openings(await desk.startConversation(), 'tomorrow at 2:30 pm', desk.spa.botoxId, 1)
    expect(first!.label).toBe('Wednesday, December 2 at 2:30 PM')
  })

  it('name the next free times when the wished day is closed', async () => {
    const when = resolveWhen('Sunday', desk.spa.timeZone, now)
    const found = await findOpenings(desk.tenant, {
      conversationId: await desk.startConversation(),
      now,
      serviceId: desk.spa.botoxId,
      wish: when.ok ? when.wish : (undefined as never),
    })
    expect(found).toMatchObject({ ok: true, isAsWished: false })
    expect(found.ok && found.openings[0]!.label).toContain('Monday, December 7')
  })
})

describe('a hold', () => {
  it('hides the slot from others, not from its owner, and ends by itself', async () => {
    const [mine, other] = [await desk.startConversation(), await desk.startConversation()]
    const wanted = async (conversationId: string) =>
      (await desk.openings(conversationId, 'tomorrow between 9:00 and 9:10 am', desk.spa.microneedlingId)).map(
        ({ label }) => label,
      )
    const [slot] = await desk.openings(mine, 'tomorrow between 9:00 and 9:10 am', desk.spa.microneedlingId)
    expect(
      (await holdSlot(desk.tenant, { conversationId: mine, token: slot!.token, now, enqueue: desk.enqueue })).ok,
    ).toBe(true)
    expect(await wanted(mine)).toContain('Wednesday, December 2 at 9:00 AM')
    expect(await wanted(other)).not.toContain('Wednesday, December 2 at 9:00 AM')

    const { holdId } = desk.jobs.find(({ name }) => name === 'expire-hold')!.payload as { holdId: string }
    await expireHold(desk.tenant, { enqueue: desk.enqueue, holdId, now: later(HOLD_MS - 1) })
    expect(await desk.tenant.db.occupation.count()).toBeGreaterThan(0)
    await expireHold(desk.tenant, { enqueue: desk.enqueue, holdId, now: later(HOLD_MS) })
    expect(await desk.tenant.db.occupation.count()).toBe(0)
  })

  it('is one per conversation: a new one lets the old one go, a failed one does not', async () => {
    const conversationId = await desk.startConversation()
    const [first, second] = await desk.openings(conversationId, 'this week')
    await holdSlot(desk.tenant, { conversationId, token: first!.token, now, enqueue: desk.enqueue })
    await holdSlot(desk.tenant, { conversationId, token: second!.token, now, enqueue: desk.enqueue })
    expect(await desk.tenant.db.hold.count({ where: { status: 'active' } })).toBe(1)
    expect(await desk.tenant.db.occupation.count()).toBe(3)

    const rival = await desk.startConversation()
    const taken = (await desk.openings(rival, 'this week')).find(({ startsAt }) => +startsAt === +first!.startsAt)!
    await desk.book(rival, taken.token)
    const failed = await holdSlot(desk.tenant, { conversationId, token: first!.token, now, enqueue: desk.enqueue })
    // The other provider may still be free at that hour, but this provider's slot is gone.
    expect(failed).toMatchObject({ ok: false, reason: 'slot_taken' })
    expect(await desk.tenant.db.hold.findMany({ where: { status: 'active' } })).toMatchObject([
      { startsAt: second!.startsAt },
    ])
  })

  it('that has expired stands in nobody’s way, swept or not', async () => {
    const [mine, other] = [await desk.startConversation(), await desk.startConversation()]
    const [slot] = await desk.openings(mine, 'tomorrow 9am', desk.spa.microneedlingId, 1)
    await holdSlot(desk.tenant, { conversationId: mine, token: slot!.token, now, enqueue: desk.enqueue })
    const [same] = await desk.openings(other, 'tomorrow 9am', desk.spa.microneedlingId, 1)
    expect(same!.label).not.toBe(slot!.label)
    const at = later(HOLD_MS + 1)
    const found = await findOpenings(desk.tenant, {
      conversationId: other,
      now: at,
      serviceId: desk.spa.microneedlingId,
      wish: {
        from: Temporal.PlainDate.from('2026-12-02'),
        to: Temporal.PlainDate.from('2026-12-02'),
        timeZone: desk.spa.timeZone,
        nearMin: 540,
      },
      limit: 1,
    })
    const token = found.ok ? found.openings[0]!.token : ''
    expect(found).toMatchObject({ ok: true, openings: [{ label: slot!.label }] })
    const held = await holdSlot(desk.tenant, { conversationId: other, token, now: at, enqueue: desk.enqueue })
    expect(held.ok).toBe(true)
    expect(await desk.overlaps()).toBe(0)
  })

  it('is only for a token that this conversation was offered, while the offer stands', async () => {
    const [mine, other] = [await desk.startConversation(), await desk.startConversation()]
    const [slot] = await desk.openings(mine, 'tomorrow')
    const hold = (conversationId: string, token: string, at = now) =>
      holdSlot(desk.tenant, { conversationId, token, now: at, enqueue: desk.enqueue })
    expect(await hold(other, slot!.token)).toEqual({ ok: false, reason: 'unknown_slot' })
    expect(await hold(mine, 'SL_00')).toEqual({ ok: false, reason: 'unknown_slot' })
    expect(await hold(mine, "'; drop table holds; --")).toEqual({ ok: false, reason: 'unknown_slot' })
    expect(await hold(mine, slot!.token, later(OFFER_MS))).toEqual({ ok: false, reason: 'slot_expired' })
    expect((await hold(mine, slot!.token.toLowerCase().replace('_', ' '))).ok).toBe(true)
  })
})
