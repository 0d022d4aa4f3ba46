import { ServiceImport } from '@ava/protocol/portal/set-up-services.ts'
import { csvIn } from '#lib/server/csv-in.ts'
import { readForm } from '#lib/server/read-form.ts'
import { postSetUp, refuse } from '#lib/server/set-up.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: async (event) => {
    const { csv, write } = await csvIn(await readForm(event))
    const body = { csv, write }
    const answer = await postSetUp(event, { path: 'set-up/services/import', body, schema: ServiceImport })
    if (!answer.ok) return refuse(answer, 'import')
    return { form: 'import', csv, looked: answer.data }
  },
}
