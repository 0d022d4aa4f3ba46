import { Done } from '@ava/protocol/portal/appointments.ts'
import {
  CustomerCreated,
  CustomerDetail,
  CustomerList,
  CustomerSafety,
  CustomerScreening,
  HistoryPage,
} from '@ava/protocol/portal/customers.ts'
import { fail, redirect, type RequestEvent } from '@sveltejs/kit'
import { conversationList, dayOfAppointments, desk } from '#lib/live/dependencies.ts'
import { callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { z } from 'zod'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(conversationList, dayOfAppointments, desk)
  const { tenantId, role } = await currentSpa(event)
  const path = `customers/${encodeURIComponent(event.params.id)}`
  const find = event.url.searchParams.get('find')?.trim().slice(0, 200) ?? ''
  const cursor = event.url.searchParams.get('cursor') ?? undefined
  const isClinical = role === 'owner' || role === 'manager' || role === 'provider'
  // Every word and deed is the desk's; whoever treats sees the visits and what matters for them.
  const readsTimeline = role !== 'provider'
  const [customer, safety, history, found, screening] = await Promise.all([
    callApi(event, { path, schema: CustomerDetail, tenantId }),
    callApi(event, { path: `${path}/safety`, schema: CustomerSafety, tenantId }),
    readsTimeline
      ? callApi(event, { path: `${path}/history`, schema: HistoryPage, query: { cursor }, tenantId })
      : null,
    find === '' ? null : callApi(event, { path: 'customers', schema: CustomerList, query: { search: find }, tenantId }),
    isClinical && event.url.searchParams.has('answers')
      ? callApi(event, { path: `${path}/screening`, schema: CustomerScreening, tenantId })
      : null,
  ])
  return {
    customer,
    safety,
    history,
    screening,
    isFirst: cursor === undefined,
    find,
    others: found?.customers.filter(({ id }) => id !== customer.id) ?? null,
    mayAct: readsTimeline,
    isClinical,
    mayKeep: role === 'owner' || role === 'manager',
    cameFrom: event.url.searchParams.has('created')
      ? ('created' as const)
      : event.url.searchParams.has('saved')
        ? ('saved' as const)
        : null,
  }
}

export const actions: Actions = {
  merge: async (event) => {
    const form = await readForm(event)
    const otherId = String(form.get('other') ?? '')
    const answer = await change(event, {
      path: `customers/${encodeURIComponent(event.params.id ?? '')}/merge`,
      body: { otherId },
    })
    if (!answer.ok) return fail(answer.status, { message: answer.message })
    // This record may itself have been merged meanwhile: the kept one is the one to look at.
    if (answer.data.id !== event.params.id) redirect(303, `/customers/${answer.data.id}`)
    return { done: 'merged' as const }
  },

  undo: async (event) => {
    const form = await readForm(event)
    const answer = await change(event, {
      path: `merges/${encodeURIComponent(String(form.get('merge') ?? ''))}/undo`,
      body: {},
    })
    return answer.ok ? { done: 'parted' as const } : fail(answer.status, { message: answer.message })
  },

  addAllergy: async (event) => {
    const form = await readForm(event)
    const typed = { substance: String(form.get('substance') ?? ''), reaction: String(form.get('reaction') ?? '') }
    const answer = await write(event, { path: ':customer/allergies', body: typed, schema: CustomerCreated })
    if (answer.ok) return { toast: { done: 'allergyAdded' as const, about: typed.substance } }
    return fail(answer.status, { message: answer.message, allergy: { ...typed, fields: answer.fields ?? {} } })
  },

  endAllergy: async (event) => {
    const form = await readForm(event)
    const id = String(form.get('allergy') ?? '')
    const isEnded = !form.has('undo')
    const path = `:customer/allergies/${encodeURIComponent(id)}`
    const answer = await write(event, { path, body: { isEnded }, schema: Done })
    if (!answer.ok) return fail(answer.status, { message: answer.message })
    const about = String(form.get('substance') ?? '')
    return isEnded
      ? { toast: { done: 'allergyTakenBack' as const, about, undo: id } }
      : { toast: { done: 'allergyRestored' as const, about } }
  },

  consent: async (event) => {
    const form = await readForm(event)
    const typed = { purpose: String(form.get('purpose') ?? ''), text: String(form.get('text') ?? '') }
    const isGranted = form.get('decision') !== 'withdrawn'
    const answer = await write(event, { path: ':customer/consents', body: { ...typed, isGranted }, schema: Done })
    if (answer.ok) return { done: isGranted ? ('consentRecorded' as const) : ('consentWithdrawn' as const) }
    return fail(answer.status, { message: answer.message, consent: { ...typed, fields: answer.fields ?? {} } })
  },

  signOff: async (event) => {
    const id = encodeURIComponent(String((await readForm(event)).get('appointment') ?? ''))
    const answer = await write(event, { path: `appointments/${id}/sign-off`, body: {}, schema: Done })
    return answer.ok ? { done: 'signedOffDone' as const } : fail(answer.status, { message: answer.message })
  },

  erase: async (event) => {
    const name = String((await readForm(event)).get('name') ?? '')
    const answer = await write(event, { path: ':customer/erase', body: { name }, schema: Done })
    if (answer.ok) return { done: 'erased' as const }
    const error = answer.fields?.['name'] ?? answer.message
    return fail(answer.status, { message: answer.message, erase: { name, error } })
  },
}

type Change = { path: string; body: unknown }

async function write<Schema extends z.ZodType>(
  event: RequestEvent,
  { path, body, schema }: Change & { schema: Schema },
) {
  const { tenantId } = await currentSpa(event)
  const customer = `customers/${encodeURIComponent(event.params.id ?? '')}`
  return changeApi(
    event,
    { path: path.replace(':customer', customer), schema, tenantId, change: { method: 'POST', body } },
    { page: event.url.pathname },
  )
}

async function change(event: RequestEvent, { path, body }: Change) {
  const { tenantId } = await currentSpa(event)
  return changeApi(
    event,
    { path, schema: CustomerDetail, tenantId, change: { method: 'POST', body } },
    { page: event.url.pathname },
  )
}
