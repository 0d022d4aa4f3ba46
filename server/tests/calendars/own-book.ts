import type { BookingBook, BookingClient, Held } from '../../src/adapters/calendar/calendar.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import { bookAppointment } from '../../src/scheduling/book-appointment.ts'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { endHolds } from '../../src/scheduling/holds.ts'
import { holdSlot } from '../../src/scheduling/hold-slot.ts'
import { findOpenings } from '../../src/scheduling/openings/find-openings.ts'
import { rescheduleAppointment } from '../../src/scheduling/reschedule-appointment.ts'
import { resolveWhen } from '../../src/scheduling/when/resolve-when.ts'
import type { MinimalSpa } from '../harness/database.ts'

/** Our own engine as a book: a conversation and the token of an offered slot are what keeps a time. */
export function ownBook(spa: MinimalSpa, { enqueue, clock }: { enqueue: Enqueue; clock: () => Date }): BookingBook {
  const clients = new Map<string, BookingClient>()
  const partsOf = (key: string) => {
    const [conversationId = '', token = ''] = key.split('/')
    return { conversationId, token }
  }
  const isHeld = async ({ key }: Held) =>
    (await spa.tenant.db.hold.count({
      where: { conversationId: partsOf(key).conversationId, status: 'active', expiresAt: { gt: clock() } },
    })) > 0
  return {
    async search({ serviceIds, from }) {
      const { id: conversationId } = await spa.tenant.db.conversation.create({ data: { channel: 'chat' } })
      const day = Temporal.Instant.fromEpochMilliseconds(+from)
        .toZonedDateTimeISO(spa.timeZone)
        .toPlainDate()
        .toString()
      const when = resolveWhen(day, spa.timeZone, clock())
      if (!when.ok) throw new Error(when.reason)
      const [serviceId = ''] = serviceIds
      const found = await findOpenings(spa.tenant, {
        conversationId,
        now: clock(),
        serviceId,
        wish: when.wish,
        limit: 3,
      })
      if (!found.ok) return []
      const offers = await spa.tenant.db.slotOffer.findMany({ where: { conversationId }, orderBy: { startsAt: 'asc' } })
      return offers.map(({ token, providerId, locationId, startsAt, endsAt }) => ({
        key: `${conversationId}/${token}`,
        providerId,
        locationId,
        startsAt,
        endsAt,
      }))
    },
    async hold({ key, startsAt, endsAt }) {
      const held = await holdSlot(spa.tenant, { ...partsOf(key), now: clock(), enqueue })
      if (held.ok) return { ok: true, held: { key, startsAt, endsAt, expiresAt: held.expiresAt } }
      return { ok: false, reason: held.reason === 'slot_taken' ? 'taken' : 'expired' }
    },
    async attachClient(held, client) {
      if (!(await isHeld(held))) return { ok: false, reason: 'expired' }
      clients.set(held.key, client)
      return { ok: true }
    },
    attachPayment: async (held) => ((await isHeld(held)) ? { ok: true } : { ok: false, reason: 'expired' }),
    async commit({ key }, { idempotencyKey }) {
      const client = clients.get(key)
      if (!client?.phone) return { ok: false, reason: 'incomplete' }
      const { conversationId, token } = partsOf(key)
      const booked = await bookAppointment(spa.tenant, {
        conversation: { id: conversationId, channel: 'chat', visitorId: null, now: clock() },
        token,
        person: {
          givenName: client.givenName,
          familyName: client.familyName,
          contacts: [{ kind: 'phone', value: client.phone }],
        },
        note: client.note,
        idempotencyKey,
        acceptedPolicies: [],
        consentText: 'A text will confirm it.',
        enqueue,
      })
      if (!booked.ok) return { ok: false, reason: booked.reason === 'slot_taken' ? 'taken' : 'expired' }
      const { startsAt, reference } = booked.appointment
      const endsAt = booked.appointments.at(-1)!.endsAt
      const appointmentIds = booked.appointments.map(({ id }) => id)
      return { ok: true, isNew: booked.isNew, visit: { appointmentIds, reference, startsAt, endsAt } }
    },
    async release({ key }) {
      const which = { conversationId: partsOf(key).conversationId }
      await spa.tenant.transaction((tx) => endHolds(tx, { tenantId: spa.tenantId, enqueue, which, as: 'released' }))
    },
    async reschedule(appointmentId, to) {
      const moved = await rescheduleAppointment(spa.tenant, {
        ...partsOf(to.key),
        appointmentId,
        now: clock(),
        enqueue,
      })
      if (!moved.ok) return { ok: false, reason: moved.reason === 'not_booked' ? 'not_booked' : 'expired' }
      const { id, reference, startsAt, endsAt } = moved.appointment
      return { ok: true, visit: { appointmentIds: [id], reference, startsAt, endsAt } }
    },
    async cancel(appointmentId, reason) {
      const request = { conversationId: null, appointmentId, reason, actor: 'ava', now: clock(), enqueue }
      return (await cancelAppointment(spa.tenant, request)).ok ? { ok: true } : { ok: false, reason: 'not_booked' }
    },
  }
}
