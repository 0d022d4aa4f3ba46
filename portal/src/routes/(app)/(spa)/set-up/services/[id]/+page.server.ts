import { ServiceDetail } from '@ava/protocol/portal/set-up-services.ts'
import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import { draftIn, postSetUp, refuse, removeSetUp, saveSetUp } from '#lib/server/set-up.ts'
import type { Actions, PageServerLoad } from './$types'

const path = (id: string) => `set-up/services/${encodeURIComponent(id)}`

export const load: PageServerLoad = async (event) => {
  const { tenantId, role } = await currentSpa(event)
  const { id } = event.params
  const detail = await callApi(event, { path: path(id), schema: ServiceDetail, tenantId })
  return { ...detail, mayChange: role === 'owner' || role === 'manager' || role === 'agency' }
}

export const actions: Actions = {
  save: async (event) => {
    const { draft } = await draftIn(event)
    const came = await saveSetUp(event, { path: path(event.params.id), body: draft, name: 'save' })
    if ('saved' in came && event.params.id === 'new') redirect(303, `/set-up/services/${came.id}`)
    return came
  },
  active: async (event) => {
    const { draft } = await draftIn(event)
    return saveSetUp(event, { path: `${path(event.params.id)}/active`, body: draft, name: 'active' })
  },
  remove: async (event) => {
    const { draft } = await draftIn(event)
    const came = await removeSetUp(event, { path: path(event.params.id), body: draft, name: 'remove' })
    if ('saved' in came && came.saved) redirect(303, '/set-up/services')
    return came
  },
  question: async (event) => {
    const { form } = await draftIn(event)
    const body = Object.fromEntries(['text', 'shortText', 'approvedBy'].map((name) => [name, form.get(name) ?? '']))
    const schema = z.object({ key: z.string() })
    const answer = await postSetUp(event, { path: 'set-up/screening-questions', body, schema })
    return answer.ok ? { form: 'question', saved: true } : refuse(answer, 'question')
  },
}
