import { Plan } from '@ava/protocol/portal/plans.ts'
import { fail } from '@sveltejs/kit'
import { changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, RequestEvent } from './$types'

/** What is done with the plan that an appointment starts or is part of. */
export const planActions = {
  startPlan: async (event) => {
    const form = await readForm(event)
    const text = (name: string) => String(form.get(name) ?? '')
    const names = ['spacing', 'totalSessions', 'everyWeeks', 'minDays', 'maxDays'] as const
    const typed = Object.fromEntries(names.map((name) => [name, text(name)])) as Record<(typeof names)[number], string>
    const path = `appointments/${encodeURIComponent(event.params.id)}/plan`
    const answer = await change(event, { path, body: typed })
    if (answer.ok) return { planDone: 'started' as const }
    return fail(answer.status, { planMessage: answer.message, typed, fields: answer.fields ?? {} })
  },
  bookSessions: async (event) => {
    const form = await readForm(event)
    const body = { startsAt: form.getAll('startsAt').map(String) }
    const answer = await change(event, { path: `plans/${planOf(form)}/sessions`, body })
    return answer.ok ? { planDone: 'booked' as const } : fail(answer.status, { planMessage: answer.message })
  },
  stopPlan: async (event) => {
    const answer = await change(event, { path: `plans/${planOf(await readForm(event))}/stop`, body: {} })
    return answer.ok ? { planDone: 'stopped' as const } : fail(answer.status, { planMessage: answer.message })
  },
} satisfies Actions

const planOf = (form: FormData) => encodeURIComponent(String(form.get('planId') ?? ''))

async function change(event: RequestEvent, { path, body }: { path: string; body: unknown }) {
  const { tenantId } = await currentSpa(event)
  return changeApi(
    event,
    { path, schema: Plan, tenantId, change: { method: 'POST', body } },
    { page: `/appointments/${event.params.id}` },
  )
}
