import { AppointmentFees } from '@ava/protocol/portal/appointments.ts'
import { Moved } from '@ava/protocol/portal/calendar.ts'
import { fail } from '@sveltejs/kit'
import { askApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  /** Where an appointment was dragged. When moving costs a fee, nothing happens before somebody has decided about it. */
  move: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const text = (name: string) => String(form.get(name) ?? '')
    const path = `appointments/${encodeURIComponent(text('id'))}`
    if (!form.has('isDecided')) {
      const fees = await askApi(event, { path: `${path}/fees`, schema: AppointmentFees, tenantId })
      if (!fees.ok) return fail(fees.status, { code: fees.code, message: fees.message })
      const { moveCents, currency } = fees.data
      if (moveCents > 0) return { fee: { cents: moveCents, currency } }
    }
    const body = {
      start: text('start'),
      providerId: text('providerId'),
      locationId: text('locationId'),
      isFeeWaived: form.has('isFeeWaived'),
    }
    const answer = await changeApi(
      event,
      { path: `calendar/${path}/move`, schema: Moved, tenantId, change: { method: 'POST', body } },
      { page: '/calendar' },
    )
    if (answer.ok) return { moved: answer.data }
    return fail(answer.status, { code: answer.code, message: answer.message })
  },
}
