import { ApiKeyList, ApiKeyMade } from '@ava/protocol/portal/api-keys.ts'
import { z } from 'zod'
import { callApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import { postSetUp, refuse } from '#lib/server/set-up.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return { list: await callApi(event, { path: 'api-keys', schema: ApiKeyList, tenantId }) }
}

export const actions: Actions = {
  make: async (event) => {
    const form = await readForm(event)
    const body = { name: String(form.get('name') ?? ''), scopes: form.getAll('scope').map(String) }
    const answer = await postSetUp(event, { path: 'api-keys', body, schema: ApiKeyMade })
    if (!answer.ok) return refuse(answer, 'make')
    return { form: 'make', saved: true, key: answer.data.key }
  },
  revoke: async (event) => {
    const form = await readForm(event)
    const path = `api-keys/${encodeURIComponent(String(form.get('id') ?? ''))}`
    const answer = await postSetUp(event, { path, body: {}, schema: z.object({ id: z.string() }), method: 'DELETE' })
    if (!answer.ok) return refuse(answer, 'revoke')
    return { form: 'revoke', saved: true }
  },
}
