import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { BookableTime, BookingBook, BookingClient, Held } from '../../src/adapters/calendar/calendar.ts'
import { useBookingDesk } from '../booking/booking-desk.ts'
import { cartBook } from './cart-book.ts'
import { ownBook } from './own-book.ts'

const desk = useBookingDesk()
/** A Tuesday morning where the spa is, and 14:00 of the same day. */
const morning = new Date('2026-12-01T12:00:00Z')
const afternoon = new Date('2026-12-01T19:00:00Z')
let nowMs = 0
const clock = () => new Date(nowMs)

const client: BookingClient = {
  givenName: 'Anna',
  familyName: 'Berg',
  email: null,
  phone: '+12125550111',
  note: null,
}
const card = { kind: 'token', token: 'tok_1', amountCents: 5_000, currency: 'USD' } as const

const books: [string, () => BookingBook][] = [
  ['our own engine', () => ownBook(desk.spa, { enqueue: desk.enqueue, clock })],
  ['a system with carts', () => cartBook({ locationId: desk.spa.locationId, clock })],
]

describe.each(books)('a book: %s', (_name, makeBook) => {
  const begin = (): BookingBook => {
    nowMs = morning.getTime()
    return makeBook()
  }
  const search = (book: BookingBook): Promise<BookableTime[]> =>
    book.search({
      serviceIds: [desk.spa.botoxId],
      providerId: null,
      locationId: null,
      from: afternoon,
      to: new Date(+afternoon + 3 * 3_600_000),
    })
  async function hold(book: BookingBook, time: BookableTime): Promise<Held> {
    const held = await book.hold(time)
    if (!held.ok) throw new Error(held.reason)
    return held.held
  }
  async function book(on: BookingBook, time: BookableTime, idempotencyKey: string = randomUUID()) {
    const held = await hold(on, time)
    expect(await on.attachClient(held, client)).toEqual({ ok: true })
    expect(await on.attachPayment(held, card)).toEqual({ ok: true })
    const booked = await on.commit(held, { idempotencyKey })
    if (!booked.ok) throw new Error(booked.reason)
    return { held, booked }
  }

  it('is searched, held, given a client and a payment, and committed; the same intent twice books once', async () => {
    const on = begin()
    const [time] = await search(on)
    const { held, booked } = await book(on, time!, 'one intent')
    expect(booked).toMatchObject({ isNew: true, visit: { startsAt: time!.startsAt, endsAt: time!.endsAt } })
    expect(booked.visit.reference).not.toBe('')
    expect(await on.commit(held, { idempotencyKey: 'one intent' })).toEqual({ ...booked, isNew: false })
  })

  it('makes no appointment of a hold that lacks its client', async () => {
    const on = begin()
    const [time] = await search(on)
    const held = await hold(on, time!)
    expect(await on.commit(held, { idempotencyKey: randomUUID() })).toEqual({ ok: false, reason: 'incomplete' })
  })

  it('keeps a held time from others, until it is released or its time is up', async () => {
    const on = begin()
    const [[mine], [theirs]] = [await search(on), await search(on)]
    const same = (await search(on)).find(
      (time) => +time.startsAt === +mine!.startsAt && time.providerId === mine!.providerId,
    )
    const held = await hold(on, mine!)
    if (+theirs!.startsAt === +mine!.startsAt && theirs!.providerId === mine!.providerId) {
      expect(await on.hold(theirs!)).toEqual({ ok: false, reason: 'taken' })
    }
    expect(await on.hold(same!)).toEqual({ ok: false, reason: 'taken' })
    await on.release(held)
    await hold(on, same!)
    nowMs += 60 * 60_000
    expect(await on.attachClient(held, client)).toEqual({ ok: false, reason: 'expired' })
  })

  it('moves an appointment to another held time, and gives the old one up with it', async () => {
    const on = begin()
    const [first] = await search(on)
    const { booked } = await book(on, first!)
    const other = (await search(on)).find((time) => +time.startsAt !== +first!.startsAt)
    const to = await hold(on, other!)
    const [id] = booked.visit.appointmentIds
    expect(await on.reschedule(id!, to)).toMatchObject({ ok: true, visit: { startsAt: other!.startsAt } })
    const again = await search(on)
    expect(again.some((time) => +time.startsAt === +first!.startsAt)).toBe(true)
  })

  it('cancels, and twice is once', async () => {
    const on = begin()
    const [time] = await search(on)
    const { booked } = await book(on, time!)
    const [id] = booked.visit.appointmentIds
    expect(await on.cancel(id!, 'ill')).toEqual({ ok: true })
    expect(await on.cancel(id!, 'ill')).toEqual({ ok: true })
  })
})
