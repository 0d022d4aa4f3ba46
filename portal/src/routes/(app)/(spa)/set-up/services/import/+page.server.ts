import { ServiceImport } from '@ava/protocol/portal/set-up-services.ts'
import { readForm } from '#lib/server/read-form.ts'
import { postSetUp, refuse } from '#lib/server/set-up.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: async (event) => {
    const form = await readForm(event)
    const file = form.get('file')
    // The file is read once; what was looked at is what is written.
    const csv = file instanceof File && file.size > 0 ? await textOf(file) : String(form.get('csv') ?? '')
    const write = form.get('write') === 'yes'
    const answer = await postSetUp(event, {
      path: 'set-up/services/import',
      body: { csv, write },
      schema: ServiceImport,
    })
    if (!answer.ok) return refuse(answer, 'import')
    return { form: 'import', csv, looked: answer.data }
  },
}

/** Spreadsheets on Windows still write its old letters. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
