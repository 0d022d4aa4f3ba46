import { Simulation } from '@ava/protocol/portal/simulations.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { changeApi } from './api.ts'
import { readForm } from './read-form.ts'
import { currentSpa } from './session.ts'

/** A model may think for a while, twice. */
const TIMEOUT_MS = 60_000

/** The form action behind the simulator, on every page that shows it. */
export async function simulate(event: RequestEvent) {
  const form = await readForm(event)
  const { tenantId } = await currentSpa(event)
  const word = (name: string) => String(form.get(name) ?? '')
  const id = word('id')
  const said = { channel: word('channel'), text: word('text').replaceAll('\r\n', '\n') }
  const answer = await changeApi(
    event,
    {
      path: id === '' ? 'simulations' : `simulations/${encodeURIComponent(id)}`,
      schema: Simulation,
      tenantId,
      change: {
        method: 'POST',
        body: id === '' ? { ...said, source: word('source') } : { ...said, turn: Number(word('turn')) },
      },
      timeoutMs: TIMEOUT_MS,
    },
    { page: event.url.pathname },
  )
  if (answer.ok) return { simulation: answer.data }
  return fail(answer.status, { problem: answer.fields?.['text'] ?? answer.message, text: said.text })
}
