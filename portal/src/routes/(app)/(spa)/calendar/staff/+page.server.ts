import { Done } from '@ava/protocol/portal/appointments.ts'
import { StaffTimes } from '@ava/protocol/portal/calendar.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { dayOfAppointments } from '#lib/live/dependencies.ts'
import { callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(dayOfAppointments)
  const { tenantId } = await currentSpa(event)
  return { staff: await callApi(event, { path: 'staff-times', schema: StaffTimes, tenantId }) }
}

export const actions: Actions = {
  saveDay: async (event) => {
    const form = await readForm(event)
    const text = (name: string) => String(form.get(name) ?? '')
    const typed = {
      providerId: text('providerId'),
      date: text('date'),
      isOff: form.has('isOff'),
      from: text('from'),
      to: text('to'),
      secondFrom: text('secondFrom'),
      secondTo: text('secondTo'),
      reason: text('reason'),
    }
    const periods = [
      { from: typed.from, to: typed.to },
      { from: typed.secondFrom, to: typed.secondTo },
    ].filter(({ from, to }) => from !== '' || to !== '')
    const body = { ...typed, periods: typed.isOff ? [] : periods }
    const answer = await change(event, { path: 'staff-times/day', method: 'POST', body })
    if (answer.ok) return { daySaved: { providerId: typed.providerId, date: typed.date } }
    const fields = Object.fromEntries(
      Object.entries(answer.fields ?? {}).map(([name, words]) => [
        name.startsWith('periods') ? 'periods' : name,
        words,
      ]),
    )
    return fail(answer.status, { message: answer.message, fields, typed })
  },

  clearDay: async (event) => {
    const form = await readForm(event)
    const [providerId, date] = [String(form.get('providerId') ?? ''), String(form.get('date') ?? '')]
    const path = `staff-times/${encodeURIComponent(providerId)}/${encodeURIComponent(date)}`
    const answer = await change(event, { path, method: 'DELETE', body: {} })
    if (answer.ok) return { dayCleared: { providerId, date } }
    return fail(answer.status, { message: answer.message, fields: {} as Record<string, string> })
  },

  removeTimeOff: async (event) => {
    const form = await readForm(event)
    const path = `time-off/${encodeURIComponent(String(form.get('id') ?? ''))}`
    const answer = await change(event, { path, method: 'DELETE', body: {} })
    if (answer.ok) return { timeOffRemoved: true }
    return fail(answer.status, { message: answer.message, fields: {} as Record<string, string> })
  },
}

async function change(event: RequestEvent, asked: { path: string; method: 'POST' | 'DELETE'; body: unknown }) {
  const { tenantId } = await currentSpa(event)
  const { path, method, body } = asked
  const question = { path, schema: Done, tenantId, change: { method, body } }
  return changeApi(event, question, { page: '/calendar/staff' })
}
