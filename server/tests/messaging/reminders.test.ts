import { describe, expect, it } from 'vitest'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { complete, markLate } from '../../src/scheduling/lifecycle/attend.ts'
import { moveByStaff } from '../../src/scheduling/move-by-staff.ts'
import { saveReminderRules, type Rule } from '../../src/scheduling/reminders/rules.ts'
import { sendReminder } from '../../src/scheduling/reminders/send-reminder.ts'
import type { AppointmentDetails } from '../../src/scheduling/appointment-details.ts'
import { newId } from '../../src/db/new-id.ts'
import { later, now, useBookingDesk } from '../booking/booking-desk.ts'

const desk = useBookingDesk()
const hours = 3_600_000
const phone = { kind: 'phone' as const, value: '+12125550111' }
const email = { kind: 'email' as const, value: 'jane@customer.example' }

async function bookAt(
  time: string,
  { at = now, contacts = [phone] as { kind: 'phone' | 'email'; value: string }[] } = {},
): Promise<AppointmentDetails> {
  const conversationId = await desk.startConversation()
  const startsAt = new Date(time)
  const { token } = await desk.tenant.db.slotOffer.create({
    data: {
      conversationId,
      token: 'SL_AT',
      serviceId: desk.spa.botoxId,
      providerId: desk.spa.leeId,
      locationId: desk.spa.locationId,
      startsAt,
      endsAt: new Date(startsAt.getTime() + hours / 2),
      expiresAt: later(24 * hours),
    },
  })
  return desk.book(conversationId, token, {
    conversation: { id: conversationId, channel: 'chat', visitorId: null, now: at },
    person: { givenName: 'Jane', familyName: 'Doe', contacts },
  })
}

interface ReminderJob {
  payload: { appointmentId: string; version: number; ruleKey: string }
  startAfter: Date
}
const reminderJobs = () => desk.jobs.filter(({ name }) => name === 'send-reminder') as unknown as ReminderJob[]

/** Lets the time pass: every reminder's job runs when it is due, and those that it plans. */
async function passUntil(until: Date): Promise<{ at: Date; result: string }[]> {
  const ran: { at: Date; result: string }[] = []
  const done = new Set<ReminderJob>()
  for (;;) {
    const due = reminderJobs()
      .filter((job) => !done.has(job) && job.startAfter <= until)
      .sort((a, b) => a.startAfter.getTime() - b.startAfter.getTime())[0]
    if (!due) return ran
    done.add(due)
    const { payload, startAfter: at } = due
    ran.push({ at, result: await sendReminder(desk.tenant, { ...payload, enqueue: desk.enqueue, now: at }) })
  }
}

const messages = (purpose: string) =>
  desk.tenant.db.outboxMessage.findMany({ where: { purpose }, orderBy: { createdAt: 'asc' } })

const sentAt = (ran: { at: Date; result: string }[]) =>
  ran.filter(({ result }) => result === 'sent').map(({ at }) => at.toISOString())

async function setRules(rules: Partial<Rule>[]): Promise<void> {
  const base = { serviceId: null, channel: 'sms', purpose: 'reminder', isActive: true } as const
  const all = rules.map((rule) => ({ ...base, offsetMin: -60, ...rule }))
  const saved = await saveReminderRules(desk.tenant, { rules: all, actor: 'user:1', enqueue: desk.enqueue, now })
  expect(saved).toEqual({ ok: true })
}

describe('a visit', () => {
  it('is reminded of a day and two hours before, each once', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z')
    expect(appointment.startsAt.toISOString()).toBe('2026-12-03T19:00:00.000Z')
    expect(reminderJobs()).toHaveLength(1)
    const ran = await passUntil(appointment.startsAt)
    expect(sentAt(ran)).toEqual(['2026-12-02T19:00:00.000Z', '2026-12-03T17:00:00.000Z'])
    const [first] = await messages('reminder')
    expect(first).toMatchObject({
      channel: 'sms',
      toAddress: phone.value,
      kind: 'notice',
      appointmentVersion: 1,
      text: 'Willow Spa: your appointment is Thu, Dec 3, 2:00 PM EST. Reply Y to confirm, R to reschedule, N to cancel.',
    })
    const { payload, startAfter } = reminderJobs()[0]!
    await sendReminder(desk.tenant, { ...payload, enqueue: desk.enqueue, now: startAfter })
    expect(await messages('reminder')).toHaveLength(2)
    expect(await desk.tenant.db.outboxMessage.count()).toBe(
      desk.jobs.filter(({ name }) => name === 'deliver-message').length,
    )
  })

  it('that is six hours away is reminded of two hours before only', async () => {
    const appointment = await bookAt('2026-12-01T18:00:00Z')
    expect(sentAt(await passUntil(appointment.startsAt))).toEqual([later(4 * hours).toISOString()])
  })

  it('that is an hour away is not reminded of', async () => {
    const appointment = await bookAt('2026-12-01T14:00:00Z', { at: later(hours) })
    expect(appointment.startsAt.getTime()).toBe(later(2 * hours).getTime())
    expect(reminderJobs()).toEqual([])
  })

  it('is reminded of by email when no number was given', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z', { contacts: [email] })
    await passUntil(appointment.startsAt)
    const [first] = await messages('reminder')
    expect(first).toMatchObject({
      channel: 'email',
      toAddress: email.value,
      subject: 'A reminder of your appointment at Willow Spa',
    })
    expect(first!.text).toContain('Thursday, December 3 at 2:00 PM')
    expect(first!.text).not.toMatch(/botox/i)
  })

  it('that nobody came to the end of in time is reminded of by what is newest, not by everything', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z')
    const { payload } = reminderJobs()[0]!
    const at = new Date(appointment.startsAt.getTime() - hours)
    expect(await sendReminder(desk.tenant, { ...payload, enqueue: desk.enqueue, now: at })).toBe('sent')
    const after = appointment.startsAt
    expect(await sendReminder(desk.tenant, { ...payload, enqueue: desk.enqueue, now: after })).toBe('nothing_to_send')
    expect(await messages('reminder')).toHaveLength(1)
  })
})

describe('a change', () => {
  const move = (appointment: AppointmentDetails, startsAt: string, at = now) =>
    moveByStaff(desk.tenant, {
      appointmentId: appointment.id,
      staffId: newId(),
      actor: 'user:1',
      now: at,
      enqueue: desk.enqueue,
      waivesFee: true,
      to: { startsAt: new Date(startsAt), providerId: appointment.providerId, locationId: appointment.locationId },
    })

  it('kills the reminders of the old time, and those of the new one are sent', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z')
    expect(await move(appointment, '2026-12-04T19:00:00Z')).toMatchObject({ ok: true })
    const ran = await passUntil(new Date('2026-12-05T00:00:00Z'))
    expect(ran[0]).toEqual({ at: new Date('2026-12-02T19:00:00Z'), result: 'overtaken' })
    expect(sentAt(ran)).toEqual(['2026-12-03T19:00:00.000Z', '2026-12-04T17:00:00.000Z'])
    for (const { text } of await messages('reminder')) expect(text).toContain('Fri, Dec 4')
  })

  it('supersedes what was queued and has not gone out', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z')
    await passUntil(new Date('2026-12-02T20:00:00Z'))
    await move(appointment, '2026-12-04T19:00:00Z', new Date('2026-12-02T20:00:00Z'))
    const [confirmed] = await messages('booking_confirmed')
    const [reminder] = await messages('reminder')
    const [moved] = await messages('booking_moved')
    expect([confirmed, reminder, moved].map((one) => one!.status)).toEqual(['superseded', 'superseded', 'queued'])
    expect(moved).toMatchObject({ appointmentVersion: 2 })
  })

  it('to nothing at all is reminded of by nobody', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z')
    const cancelled = await cancelAppointment(desk.tenant, {
      conversationId: appointment.conversationId,
      appointmentId: appointment.id,
      reason: null,
      now,
      enqueue: desk.enqueue,
    })
    expect(cancelled.ok).toBe(true)
    expect((await passUntil(appointment.startsAt)).map(({ result }) => result)).toEqual(['overtaken'])
    expect(await messages('reminder')).toEqual([])
  })

  it('that moves no time takes nothing back', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z')
    await markLate(desk.tenant, {
      appointmentId: appointment.id,
      minutes: 5,
      actor: 'user:1',
      now,
      enqueue: desk.enqueue,
    })
    const [confirmed] = await messages('booking_confirmed')
    expect(confirmed).toMatchObject({ status: 'queued', appointmentVersion: 2 })
    expect(sentAt(await passUntil(appointment.startsAt))).toHaveLength(2)
  })
})

describe('rules of the spa', () => {
  it('replace the product’s own, for one service and by each channel', async () => {
    await setRules([
      { offsetMin: -3 * 1_440, channel: 'email' },
      { serviceId: desk.spa.botoxId, offsetMin: -60 },
      { serviceId: desk.spa.botoxId, offsetMin: -60, channel: 'email' },
    ])
    const appointment = await bookAt('2026-12-03T19:00:00Z', { contacts: [phone, email] })
    expect(sentAt(await passUntil(appointment.startsAt))).toEqual(['2026-12-03T18:00:00.000Z'])
    expect((await messages('reminder')).map(({ channel }) => channel).sort()).toEqual(['email', 'sms'])
  })

  it('that are all off send nothing', async () => {
    await setRules([{ isActive: false }])
    await bookAt('2026-12-03T19:00:00Z')
    expect(reminderJobs()).toEqual([])
  })

  it('that come later hold for what is booked already', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z')
    await setRules([{ offsetMin: -180 }])
    expect(sentAt(await passUntil(appointment.startsAt))).toEqual(['2026-12-03T16:00:00.000Z'])
  })

  it('are refused when they make no sense', async () => {
    const rule = { serviceId: null, channel: 'sms', purpose: 'reminder', isActive: true, offsetMin: 60 } as const
    const rules = [rule, { ...rule, purpose: 'follow_up' as const, offsetMin: -60 }]
    const saved = await saveReminderRules(desk.tenant, { rules, actor: 'user:1', enqueue: desk.enqueue, now })
    expect(saved).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/before/), expect.stringMatching(/after/)],
    })
  })
})

describe('after a visit', () => {
  const finish = async (appointment: AppointmentDetails) => {
    const at = new Date(appointment.startsAt.getTime() + hours)
    const request = { appointmentId: appointment.id, actor: 'user:1', now: at, enqueue: desk.enqueue }
    expect(await complete(desk.tenant, request)).toMatchObject({ ok: true })
  }

  it('nobody is written to, unless the spa wants it', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z')
    desk.jobs = []
    await finish(appointment)
    expect(reminderJobs()).toEqual([])
  })

  it('who came is asked how it was, and who did not is not', async () => {
    await setRules([{ purpose: 'review_request', offsetMin: 1_440 }])
    const came = await bookAt('2026-12-03T19:00:00Z')
    await bookAt('2026-12-03T20:00:00Z', { contacts: [{ kind: 'phone', value: '+12125550112' }] })
    await passUntil(came.startsAt)
    await finish(came)
    await passUntil(new Date('2026-12-10T00:00:00Z'))
    expect((await messages('review_request')).map(({ toAddress }) => toAddress)).toEqual([phone.value])
  })
})

describe('a message about a visit', () => {
  it('names the treatment only where the spa wants it', async () => {
    await bookAt('2026-12-03T19:00:00Z', { contacts: [phone, email] })
    for (const { text, subject, files } of await messages('booking_confirmed')) {
      expect(`${text} ${subject} ${JSON.stringify(files)}`).not.toMatch(/botox/i)
    }
    await desk.tenant.db.tenant.updateMany({ data: { namesTreatments: true } })
    await bookAt('2026-12-04T19:00:00Z', { contacts: [phone, email] })
    const named = (await messages('booking_confirmed')).slice(2)
    expect(named.every(({ text }) => text.includes('Botox appointment'))).toBe(true)
  })

  it('is written in the customer’s language', async () => {
    await bookAt('2026-12-03T19:00:00Z')
    await desk.tenant.db.customer.updateMany({ data: { language: 'es-MX' } })
    await passUntil(new Date('2026-12-04T00:00:00Z'))
    expect((await messages('reminder'))[0]!.text).toMatch(
      /^Willow Spa: su cita es jue, 3 de dic.*Responda Y para confirmar/,
    )
  })

  it('is not queued for somebody who opted out', async () => {
    const appointment = await bookAt('2026-12-03T19:00:00Z')
    await desk.tenant.db.consent.create({
      data: {
        customerId: appointment.customerId,
        purpose: 'sms_appointment',
        isGranted: false,
        text: 'STOP',
        source: 'test',
        at: later(1),
      },
    })
    await passUntil(appointment.startsAt)
    expect(await messages('reminder')).toEqual([])
  })
})
