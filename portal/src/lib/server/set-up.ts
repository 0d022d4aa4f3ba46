import type { Affected } from '@ava/protocol/portal/set-up.ts'
import { SetUpRemoved, SetUpSaved } from '@ava/protocol/portal/set-up.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { changeApi, type Answer, type Refusal } from './api.ts'
import { readForm } from './read-form.ts'
import { currentSpa } from './session.ts'

/** What a page of the set-up hears of a form it sent. */
export interface SetUpOutcome {
  /** Which form it was. */
  form: string
  saved?: boolean
  id?: string
  outside?: Affected
  /** What would have gone with it: nothing was removed. */
  booked?: Affected
  message?: string
  /** Dotted path → what is wrong there. */
  errors?: Record<string, string>
}

/** The JSON that a form of the set-up carries in its field `draft`; what is none is refused by the API in words. */
export async function draftIn(event: RequestEvent): Promise<{ draft: Record<string, unknown>; form: FormData }> {
  const form = await readForm(event)
  try {
    const draft: unknown = JSON.parse(String(form.get('draft') ?? '{}'))
    return { form, draft: typeof draft === 'object' && draft !== null ? (draft as Record<string, unknown>) : {} }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return { form, draft: {} }
  }
}

/** Sends a change of the set-up, and turns the answer into what the page shows. */
export async function saveSetUp(
  event: RequestEvent,
  { path, body, name }: { path: string; body: unknown; name: string },
) {
  const answer = await postSetUp(event, { path, body, schema: SetUpSaved })
  if (!answer.ok) return refuse(answer, name)
  return { form: name, saved: true, id: answer.data.id, outside: answer.data.outside } satisfies SetUpOutcome
}

/** Asks for a removal. Refused because of what is booked, it is no failure: the page says what is in the way. */
export async function removeSetUp(
  event: RequestEvent,
  { path, body, name }: { path: string; body: unknown; name: string },
): Promise<ReturnType<typeof refuse> | SetUpOutcome> {
  const answer = await postSetUp(event, { path, body, schema: SetUpRemoved, method: 'DELETE' })
  if (!answer.ok) return refuse(answer, name)
  if (answer.data.removed) return { form: name, saved: true }
  return { form: name, saved: false, booked: answer.data.booked }
}

export async function postSetUp<Schema extends Parameters<typeof changeApi>[1]['schema']>(
  event: RequestEvent,
  { path, body, schema, method = 'POST' }: { path: string; body: unknown; schema: Schema; method?: 'POST' | 'DELETE' },
): Promise<Answer<import('zod').output<Schema>>> {
  const { tenantId } = await currentSpa(event)
  const question = { path, schema, tenantId, change: { method, body }, timeoutMs: 60_000 }
  return changeApi(event, question, { page: event.url.pathname })
}

export function refuse({ status, message, fields }: Refusal, name: string) {
  return fail(status, { form: name, message, errors: fields ?? {} } satisfies SetUpOutcome)
}
