import { FirstRun, FirstRunStep, firstRunSteps } from '@ava/protocol/portal/first-run.ts'
import { ProviderDetail, ProviderList } from '@ava/protocol/portal/set-up-people.ts'
import { Business } from '@ava/protocol/portal/set-up-places.ts'
import { PolicyList } from '@ava/protocol/portal/set-up-policies.ts'
import { AddedServices, ServiceTemplates } from '@ava/protocol/portal/set-up-services.ts'
import { Website } from '@ava/protocol/portal/website.ts'
import { error, redirect, type RequestEvent } from '@sveltejs/kit'
import type { z } from 'zod'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { callApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import { draftIn, postSetUp, refuse, saveSetUp } from '#lib/server/set-up.ts'
import type { Actions, PageServerLoad } from './$types'
import { importFile, saveBusinessStep, saveProviderStep } from './save-steps.ts'

export const load: PageServerLoad = async (event) => {
  event.depends('ava:first-run')
  const parsed = FirstRunStep.safeParse(event.params.step)
  if (!parsed.success) error(404, messagesFor(event.locals.locale).problem.byStatus(404))
  const step = parsed.data
  const { tenantId } = await currentSpa(event)
  const ask = <Schema extends z.ZodType>(path: string, schema: Schema) => callApi(event, { path, schema, tenantId })
  const run = await ask('first-run', FirstRun)
  return {
    step,
    run,
    business: step === 'business' ? await ask('set-up/business', Business) : null,
    templates: step === 'services' ? await ask('set-up/services/templates', ServiceTemplates) : null,
    provider: step === 'providers' ? await ask('set-up/providers/new', ProviderDetail) : null,
    providers: step === 'providers' ? await ask('set-up/providers', ProviderList) : null,
    policies: step === 'policies' ? await ask('set-up/policies', PolicyList) : null,
    website: step === 'snippet' ? await ask('website', Website) : null,
  }
}

/** The step is through: on to the next in order, wherever somebody came from. */
async function goOn(event: RequestEvent, state: 'done' | 'skipped'): Promise<never> {
  const step = FirstRunStep.parse(event.params['step'])
  const answer = await postSetUp(event, { path: 'first-run/step', body: { step, state }, schema: FirstRun })
  if (!answer.ok) error(answer.status, answer.message)
  const next = firstRunSteps[firstRunSteps.indexOf(step) + 1]
  redirect(303, next === undefined ? '/welcome' : `/welcome/${next}`)
}

export const actions: Actions = {
  skip: (event) => goOn(event, 'skipped'),
  done: (event) => goOn(event, 'done'),
  business: async (event) => {
    const { draft } = await draftIn(event)
    const refused = await saveBusinessStep(event, draft)
    return refused ?? goOn(event, 'done')
  },
  services: async (event) => {
    const { draft } = await draftIn(event)
    const came = await addChosen(event, draft)
    return came ?? goOn(event, 'done')
  },
  file: (event) => importFile(event),
  save: async (event) => {
    const { draft, form } = await draftIn(event)
    return saveProviderStep(event, { draft, rooms: Number(form.get('rooms') ?? 0) })
  },
  persona: async (event) => {
    const form = await readForm(event)
    const body = Object.fromEntries(['name', 'voice', 'greeting'].map((name) => [name, String(form.get(name) ?? '')]))
    const came = await saveSetUp(event, { path: 'first-run/persona', body, name: 'persona' })
    return 'saved' in came ? goOn(event, 'done') : came
  },
  publish: async (event) => {
    const { draft } = await draftIn(event)
    const body = { ...draft, isForOthers: true }
    const came = await saveSetUp(event, { path: 'set-up/policies', body, name: 'publish ' })
    return 'saved' in came ? goOn(event, 'done') : came
  },
  site: async (event) => {
    const form = await readForm(event)
    const body = { origin: String(form.get('origin') ?? '') }
    const answer = await postSetUp(event, { path: 'website/origins', body, schema: Website })
    return answer.ok ? { form: 'site', saved: true } : refuse(answer, 'site')
  },
}

async function addChosen(event: RequestEvent, draft: Record<string, unknown>) {
  const isNothing = Array.isArray(draft['chosen']) && draft['chosen'].length === 0
  if (isNothing) return undefined
  const answer = await postSetUp(event, { path: 'set-up/services/from-templates', body: draft, schema: AddedServices })
  return answer.ok ? undefined : refuse(answer, 'services')
}
