import {
  BookingFormQuery,
  BookingRequest,
  CalendarMove,
  CalendarQuery,
  FoundQuery,
  StaffDayRequest,
  WaitlistOfferRequest,
} from '@ava/protocol/portal/calendar.ts'
import express, { type Router } from 'express'
import { spaRoute } from '../access.ts'
import { ownProviderId } from '../own-calendar.ts'
import { notFound, rowId } from '../row-id.ts'
import { staffIdOf } from '../staff-id.ts'
import { calendarRoles, deskRoles } from '../staff-roles.ts'
import type { AppointmentDependencies } from './appointment-routes.ts'
import { bookFromPortal } from './book-from-portal.ts'
import { findForBooking, readBookingForm } from './booking-form.ts'
import { moveInCalendar } from './move-in-calendar.ts'
import { offerFromWaitlist, readWaitlistTimes } from './offer-from-waitlist.ts'
import { readCalendar } from './read-calendar.ts'
import { clearStaffDay, readStaffTimes, setStaffDay } from './staff-times.ts'

/** The calendar, what is booked, moved and offered from it, and when people work. */
export function addViewRoutes(router: Router, { access, clock, enqueue }: AppointmentDependencies): void {
  const json = express.json({ limit: '16kb' })
  router.get(
    '/calendar',
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const query = CalendarQuery.parse(request.query)
      const onlyProviderId = ownProviderId(visit)
      const mayChange = deskRoles.includes(visit.membership.role)
      response.json(await readCalendar(visit.tenant, { query, onlyProviderId, mayChange, now: clock() }))
    }),
  )
  router.post(
    '/calendar/appointments/:id/move',
    json,
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const appointmentId = rowId(request.params['id'], 'appointment')
      const to = CalendarMove.parse(request.body)
      response.json(await moveInCalendar(visit, { appointmentId, to, now: clock(), enqueue }))
    }),
  )
  router.get(
    '/bookings/form',
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const query = BookingFormQuery.parse(request.query)
      const staffId = await staffIdOf(visit)
      response.json(await readBookingForm(visit.tenant, { query, staffId, now: clock() }))
    }),
  )
  router.get(
    '/bookings/customers',
    spaRoute(access, deskRoles, async ({ tenant }, request, response) => {
      response.json(await findForBooking(tenant, FoundQuery.parse(request.query)))
    }),
  )
  router.post(
    '/bookings',
    json,
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const wanted = BookingRequest.parse(request.body)
      response.json(await bookFromPortal(visit, { request: wanted, now: clock(), enqueue }))
    }),
  )
  router.get(
    '/waitlist/:id/times',
    spaRoute(access, deskRoles, async ({ tenant }, request, response) => {
      const entryId = rowId(request.params['id'], 'entry on the waitlist')
      response.json(await readWaitlistTimes(tenant, { entryId, now: clock() }))
    }),
  )
  router.post(
    '/waitlist/:id/offer',
    json,
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const entryId = rowId(request.params['id'], 'entry on the waitlist')
      const offer = WaitlistOfferRequest.parse(request.body)
      const asked = { entryId, offer, actor: `user:${session.user.id}`, now: clock(), enqueue }
      response.json(await offerFromWaitlist(tenant, asked))
    }),
  )
  router.get(
    '/staff-times',
    spaRoute(access, calendarRoles, async (visit, _request, response) => {
      const mayChange = deskRoles.includes(visit.membership.role)
      const shown = { onlyProviderId: ownProviderId(visit), mayChange, now: clock() }
      response.json(await readStaffTimes(visit.tenant, shown))
    }),
  )
  router.post(
    '/staff-times/day',
    json,
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const wanted = StaffDayRequest.parse(request.body)
      await setStaffDay(tenant, { request: wanted, actor: `user:${session.user.id}` })
      response.json({ ok: true })
    }),
  )
  router.delete(
    '/staff-times/:providerId/:date',
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const providerId = rowId(request.params['providerId'], 'provider')
      const date = StaffDayRequest.shape.date.safeParse(request.params['date']).data
      if (date === undefined) throw notFound('day with other hours')
      await clearStaffDay(tenant, { providerId, date, actor: `user:${session.user.id}` })
      response.json({ ok: true })
    }),
  )
}
