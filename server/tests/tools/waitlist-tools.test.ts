import { describe, expect, it } from 'vitest'
import { at, now, useWaitlistDesk } from '../waitlist/waitlist-desk.ts'
import { jane } from './gate-desk.ts'
import { openToolDesk, type ToolDesk } from './tool-desk.ts'

const desk = useWaitlistDesk()
const openDesk = () => openToolDesk({ tenant: desk.tenant, now: desk.now, enqueue: desk.enqueue })
const wish = { service: 'botox', when: 'tomorrow at 2 pm' }

/** Somebody in a conversation waits, and their time has come free. */
async function offeredTo(tools: ToolDesk) {
  const joined = await tools.call('join_waitlist', { ...wish, ...jane })
  expect(joined).toMatchObject({ ok: true })
  await desk.comesFree(at('14:00'))
  await desk.runJobs()
  return desk.openOffer()
}

/** Through the policy and the question, with a yes to each. */
async function acceptThrough(tools: ToolDesk, args: object = {}) {
  const policy = await tools.call('accept_waitlist_offer', args)
  expect(policy).toMatchObject({ ok: false, reason: 'needs_policy', mustSay: true })
  tools.says('Yes, that is fine')
  const question = await tools.call('accept_waitlist_offer', { ...args, policy_accepted: true })
  expect(question).toMatchObject({ ok: false, reason: 'needs_confirmation', mustSay: true })
  tools.says('Yes please')
  return tools.call('accept_waitlist_offer', { policy_accepted: true, confirmed: true })
}

describe('join_waitlist', () => {
  it('asks who they are and how to reach them, and says what happens next', async () => {
    const tools = await openDesk()
    expect(await tools.call('join_waitlist', wish)).toMatchObject({ ok: false, reason: 'needs_name' })
    expect(await tools.call('join_waitlist', { ...wish, given_name: 'Jane' })).toMatchObject({
      reason: 'needs_contact',
    })
    const joined = await tools.call('join_waitlist', { ...wish, ...jane })
    expect(joined).toMatchObject({ ok: true, service: 'Botox' })
    expect(joined.say).toContain('You are on the waitlist for Botox, Wednesday, December 2')
    expect(joined.say).toMatch(/write to .*11/)
    expect(joined.say).toContain('15 minutes')
    const again = await tools.call('join_waitlist', { ...wish, ...jane })
    expect(again.say).toContain('already')
    expect(await desk.tenant.db.waitlistEntry.count()).toBe(1)
    expect(
      await desk.tenant.db.consent.count({ where: { purpose: 'sms_appointment', isGranted: true } }),
    ).toBeGreaterThan(0)
  })

  it('says what is free already', async () => {
    const tools = await openDesk()
    const joined = await tools.call('join_waitlist', { service: 'botox', when: 'any time', ...jane })
    expect(joined).toMatchObject({ ok: true, openings: expect.arrayContaining([]) as unknown })
    expect(joined.say).toContain('would you rather have that?')
  })

  it('refuses days that are past and services that are not there', async () => {
    const tools = await openDesk()
    expect(
      await tools.call('join_waitlist', { ...wish, when: undefined, from_date: '2026-11-02', ...jane }),
    ).toMatchObject({ reason: 'in_past' })
    expect(await tools.call('join_waitlist', { ...wish, service: 'haircut', ...jane })).toMatchObject({ ok: false })
    expect(await desk.tenant.db.waitlistEntry.count()).toBe(0)
  })
})

describe('accept_waitlist_offer', () => {
  it('books through the same gates as any booking', async () => {
    const tools = await openDesk()
    const offer = await offeredTo(tools)
    expect(await tools.call('find_my_appointments', {})).toMatchObject({
      ok: true,
      say: expect.stringContaining('A time has come free for you: Botox on Wednesday, December 2 at 2:00 PM') as string,
    })
    tools.says('Yes, I would like it')
    const done = await acceptThrough(tools)
    expect(done).toMatchObject({ ok: true, status: 'booked', label: 'Wednesday, December 2 at 2:00 PM' })
    expect((await desk.offers()).find(({ id }) => id === offer.id)).toMatchObject({ status: 'accepted' })
    expect(await desk.tenant.db.waitlistEntry.findMany()).toMatchObject([{ status: 'booked' }])
    expect(await desk.tenant.db.policyAcceptance.count()).toBe(1)
    expect(await tools.call('accept_waitlist_offer', { confirmed: true })).toMatchObject({ ok: true })
    expect(await desk.tenant.db.appointment.count({ where: { status: 'booked' } })).toBe(1)
  })

  it('takes the code of the message as proof in another conversation, and no other', async () => {
    const offer = await offeredTo(await openDesk())
    const tools = await openDesk()
    expect(await tools.call('accept_waitlist_offer', {})).toMatchObject({ ok: false, reason: 'needs_identity' })
    for (let tries = 0; tries < 4; tries++) {
      expect(await tools.call('accept_waitlist_offer', { code: 'WRONG1' })).toMatchObject({ reason: 'wrong_code' })
    }
    tools.says(`My code is ${offer.code}`)
    expect(await acceptThrough(tools, { code: offer.code })).toMatchObject({ ok: true, status: 'booked' })
    const [appointment] = await desk.tenant.db.appointment.findMany({ where: { status: 'booked' } })
    const entry = await desk.tenant.db.waitlistEntry.findFirst({ where: { id: offer.entryId } })
    expect(appointment!.customerId).toBe(entry!.customerId)
  })

  it('takes a code once: in an old message it proves nothing', async () => {
    const tools = await openDesk()
    const offer = await offeredTo(tools)
    tools.says('Yes, I would like it')
    expect(await acceptThrough(tools)).toMatchObject({ ok: true })
    expect(await tools.call('accept_waitlist_offer', { code: offer.code.toLowerCase() })).toMatchObject({ ok: true })
    const stranger = await openDesk()
    for (const name of ['accept_waitlist_offer', 'leave_waitlist']) {
      const answer = await stranger.call(name, { code: offer.code })
      expect(answer).toMatchObject({ ok: false, reason: 'offer_over' })
    }
    expect(await stranger.call('find_my_appointments', {})).toMatchObject({ reason: 'needs_identity' })
    expect(await desk.tenant.db.appointment.count({ where: { status: 'booked' } })).toBe(1)
  })

  it('takes a second offer after the first in the same conversation', async () => {
    const tools = await openDesk()
    await offeredTo(tools)
    tools.says('Yes, I would like it')
    expect(await acceptThrough(tools)).toMatchObject({ ok: true })
    expect(await tools.call('join_waitlist', { ...wish, when: 'Thursday at 2 pm', ...jane })).toMatchObject({
      ok: true,
    })
    await desk.comesFree(at('14:00', '2026-12-03'))
    await desk.runJobs()
    await desk.openOffer()
    tools.says('That one too')
    const asked = await tools.call('accept_waitlist_offer', {})
    expect(asked).toMatchObject({ ok: false, reason: 'needs_confirmation' })
    expect(asked.say).toContain('Thursday, December 3 at 2:00 PM')
  })

  it('stops guesses', async () => {
    const offer = await offeredTo(await openDesk())
    const tools = await openDesk()
    for (let tries = 0; tries < 5; tries++) await tools.call('accept_waitlist_offer', { code: 'WRONG1' })
    expect(await tools.call('accept_waitlist_offer', { code: offer.code })).toMatchObject({
      reason: 'too_many_attempts',
    })
  })

  it('tells the truth when its time was up', async () => {
    const tools = await openDesk()
    const offer = await offeredTo(tools)
    tools.at(new Date(now.getTime() + 15 * 60_000))
    const late = await tools.call('accept_waitlist_offer', {})
    expect(late).toMatchObject({ ok: false, reason: 'offer_over' })
    expect(late.say).toContain('until 10:15 AM')
    const other = await openToolDesk({ tenant: desk.tenant, now: new Date(now.getTime() + 15 * 60_000) })
    expect(await other.call('accept_waitlist_offer', { code: offer.code })).toMatchObject({ reason: 'offer_over' })
    expect(await desk.tenant.db.appointment.count({ where: { status: 'booked' } })).toBe(0)
  })

  it('keeps the time while they talk, and lets it go to the next when they fall silent', async () => {
    const tools = await openDesk()
    const next = await desk.waits({ who: { customerId: await desk.customer() } })
    await tools.call('join_waitlist', { ...wish, ...jane })
    await desk.tenant.db.waitlistEntry.updateMany({
      where: { id: next.id },
      data: { createdAt: new Date(now.getTime() + 1) },
    })
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    const offer = await desk.openOffer()
    expect(offer.entryId).not.toBe(next.id)
    tools.at(new Date(now.getTime() + 10 * 60_000))
    expect(await tools.call('accept_waitlist_offer', {})).toMatchObject({ reason: 'needs_policy' })
    desk.later(16)
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ id: offer.id })
    desk.later(5)
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: next.id })
    tools.at(desk.now)
    expect(await tools.call('accept_waitlist_offer', {})).toMatchObject({ ok: false, reason: 'offer_over' })
  })
})

describe('leave_waitlist', () => {
  it('says no to one time, or leaves', async () => {
    const tools = await openDesk()
    await offeredTo(tools)
    expect(await tools.call('leave_waitlist', { only_this_time: true })).toMatchObject({ ok: true })
    expect(await desk.tenant.db.waitlistEntry.findMany()).toMatchObject([{ status: 'waiting' }])
    expect(await tools.call('leave_waitlist', {})).toMatchObject({ ok: true })
    expect(await desk.tenant.db.waitlistEntry.findMany()).toMatchObject([{ status: 'left' }])
    expect(await (await openDesk()).call('leave_waitlist', {})).toMatchObject({ reason: 'needs_identity' })
  })

  it('shows nobody else’s', async () => {
    await offeredTo(await openDesk())
    const stranger = await openDesk()
    expect(await stranger.call('find_my_appointments', {})).toMatchObject({ reason: 'needs_identity' })
    expect(await stranger.call('leave_waitlist', { only_this_time: true })).toMatchObject({ ok: false })
    expect(await desk.openOffer()).toBeTruthy()
  })
})
