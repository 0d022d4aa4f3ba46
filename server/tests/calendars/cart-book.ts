import { randomUUID } from 'node:crypto'
import type { BookingBook, BookingClient } from '../../src/adapters/calendar/calendar.ts'

interface Cart {
  id: string
  bookable: { staffId: string; startsAt: Date; endsAt: Date }
  reservedUntil: Date | null
  client: BookingClient | null
  paymentToken: string | null
  appointmentId: string | null
}

/**
 * A booking system of the kind that has carts: times → reserve → client → card → checkout. Small,
 * and of no use but to show that one fits behind the interface. A card has to be given.
 */
export function cartBook({ locationId, clock }: { locationId: string; clock: () => Date }): BookingBook {
  const carts = new Map<string, Cart>()
  const appointments = new Map<string, { staffId: string; startsAt: Date; endsAt: Date; isCancelled: boolean }>()
  const checkouts = new Map<string, string>()
  const halfHourMs = 30 * 60_000

  const isFree = (staffId: string, startsAt: Date, except: Cart | null) =>
    ![...appointments.values()].some(
      (one) => !one.isCancelled && one.staffId === staffId && +one.startsAt === +startsAt,
    ) &&
    ![...carts.values()].some(
      (cart) =>
        cart !== except &&
        isReserved(cart) &&
        cart.bookable.staffId === staffId &&
        +cart.bookable.startsAt === +startsAt,
    )
  const isReserved = ({ reservedUntil, appointmentId }: Cart) =>
    appointmentId === null && reservedUntil !== null && reservedUntil > clock()
  /** `urn:cart:Appointment:…`: its ids are its own. */
  const visitOf = (id: string) => {
    const { startsAt, endsAt } = appointments.get(id)!
    return { appointmentIds: [id], reference: id.slice(-6).toUpperCase(), startsAt, endsAt }
  }
  return {
    search: ({ from, to, providerId }) => {
      const staffId = providerId ?? 'urn:cart:Staff:1'
      const starts = [from, new Date(+from + halfHourMs)].filter((at) => at < to && isFree(staffId, at, null))
      return Promise.resolve(
        starts.map((startsAt) => {
          const endsAt = new Date(+startsAt + halfHourMs)
          const id = randomUUID()
          carts.set(id, {
            id,
            bookable: { staffId, startsAt, endsAt },
            reservedUntil: null,
            client: null,
            paymentToken: null,
            appointmentId: null,
          })
          return { key: id, providerId: staffId, locationId, startsAt, endsAt }
        }),
      )
    },
    hold: ({ key }) => {
      const cart = carts.get(key)
      if (!cart) return Promise.resolve({ ok: false, reason: 'expired' })
      const { staffId, startsAt, endsAt } = cart.bookable
      if (!isFree(staffId, startsAt, cart)) return Promise.resolve({ ok: false, reason: 'taken' })
      const expiresAt = (cart.reservedUntil = new Date(+clock() + 5 * 60_000))
      return Promise.resolve({ ok: true, held: { key, startsAt, endsAt, expiresAt } })
    },
    attachClient: ({ key }, client) => {
      const cart = carts.get(key)
      if (!cart || !isReserved(cart)) return Promise.resolve({ ok: false, reason: 'expired' })
      cart.client = client
      return Promise.resolve({ ok: true })
    },
    attachPayment: ({ key }, payment) => {
      const cart = carts.get(key)
      if (!cart || !isReserved(cart)) return Promise.resolve({ ok: false, reason: 'expired' })
      if (payment.kind === 'none') return Promise.resolve({ ok: false, reason: 'payment_refused' })
      cart.paymentToken = payment.token
      return Promise.resolve({ ok: true })
    },
    commit: ({ key }, { idempotencyKey }) => {
      const earlier = checkouts.get(idempotencyKey)
      if (earlier) return Promise.resolve({ ok: true, visit: visitOf(earlier), isNew: false })
      const cart = carts.get(key)
      if (!cart || !isReserved(cart)) return Promise.resolve({ ok: false, reason: 'expired' })
      if (!cart.client || !cart.paymentToken) return Promise.resolve({ ok: false, reason: 'incomplete' })
      const id = `urn:cart:Appointment:${randomUUID()}`
      appointments.set(id, { ...cart.bookable, isCancelled: false })
      cart.appointmentId = id
      checkouts.set(idempotencyKey, id)
      return Promise.resolve({ ok: true, visit: visitOf(id), isNew: true })
    },
    release: ({ key }) => {
      const cart = carts.get(key)
      if (cart) cart.reservedUntil = null
      return Promise.resolve()
    },
    reschedule: (appointmentId, to) => {
      const appointment = appointments.get(appointmentId)
      const cart = carts.get(to.key)
      if (!appointment || appointment.isCancelled) return Promise.resolve({ ok: false, reason: 'not_booked' })
      if (!cart || !isReserved(cart)) return Promise.resolve({ ok: false, reason: 'expired' })
      Object.assign(appointment, cart.bookable)
      cart.reservedUntil = null
      return Promise.resolve({ ok: true, visit: visitOf(appointmentId) })
    },
    cancel: (appointmentId) => {
      const appointment = appointments.get(appointmentId)
      if (!appointment) return Promise.resolve({ ok: false, reason: 'not_booked' })
      appointment.isCancelled = true
      return Promise.resolve({ ok: true })
    },
  }
}
