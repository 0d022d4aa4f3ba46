import { Booked, BookingForm, FoundCustomers } from '@ava/protocol/portal/calendar.ts'
import { fail, redirect } from '@sveltejs/kit'
import { calendarParams, readShown } from '#lib/calendar/shown.ts'
import { dayOfAppointments } from '#lib/live/dependencies.ts'
import { askApi, callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

const names = { service: 'serviceId', provider: 'providerId', customer: 'customerId', start: 'start', from: 'from' }

export const load: PageServerLoad = async (event) => {
  event.depends(dayOfAppointments)
  const { tenantId } = await currentSpa(event)
  const { shown } = await event.parent()
  const query: Record<string, string | undefined> = { locationId: shown.location || undefined }
  for (const [name, field] of Object.entries(names)) query[field] = event.url.searchParams.get(name) || undefined
  if (query['start'] === undefined && query['from'] === undefined) query['from'] = shown.date
  const answer = await askApi(event, { path: 'bookings/form', schema: BookingForm, query, tenantId })
  // What makes no sense in an address is an old bookmark: the form is empty then.
  const about = answer.ok ? answer.data : await callApi(event, { path: 'bookings/form', schema: BookingForm, tenantId })
  return { about, chosen: answer.ok ? query : {}, key: crypto.randomUUID() }
}

export const actions: Actions = {
  find: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const words = String(form.get('words') ?? '')
    const answer = await askApi(event, {
      path: 'bookings/customers',
      schema: FoundCustomers,
      query: { words },
      tenantId,
    })
    if (answer.ok) return { words, found: answer.data.customers }
    return fail(answer.status, { words, findProblem: Object.values(answer.fields ?? {})[0] ?? answer.message })
  },

  book: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const typed = Object.fromEntries(
      [
        'customerId', 'givenName', 'familyName', 'phone', 'email', 'serviceId', 'providerId', 'locationId', 'start',
        'note', 'policyId', 'policyAccepted', 'key',
      ].map((name) => [name, String(form.get(name) ?? '')]),
    ) // prettier-ignore
    const answer = await changeApi(
      event,
      { path: 'bookings', schema: Booked, tenantId, change: { method: 'POST', body: typed } },
      { page: '/calendar/new' },
    )
    if (!answer.ok) {
      return fail(answer.status, { code: answer.code, message: answer.message, fields: answer.fields ?? {}, typed })
    }
    const shown = readShown(event.url.searchParams, { today: answer.data.date })
    const params = calendarParams(shown, { date: answer.data.date })
    params.set('booked', '')
    redirect(303, `/calendar/${answer.data.id}?${params}`)
  },
}
