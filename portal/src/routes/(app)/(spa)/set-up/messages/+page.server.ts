import { Desk } from '@ava/protocol/portal/conversation-actions.ts'
import { CannedReply } from '@ava/protocol/portal/conversation-actions.ts'
import { MessagingSetUp } from '@ava/protocol/portal/messaging.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { z } from 'zod'
import { desk as deskDependency } from '#lib/live/dependencies.ts'
import { callApi, changeApi, type Answer } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'
import { changedRules, channelSetting } from './read-set-up.ts'

export const load: PageServerLoad = async (event) => {
  event.depends(deskDependency)
  const { tenantId, role } = await currentSpa(event)
  const [setUp, { cannedReplies }] = await Promise.all([
    callApi(event, { path: 'messaging', schema: MessagingSetUp, tenantId }),
    callApi(event, { path: 'desk', schema: Desk, tenantId }),
  ])
  return {
    setUp,
    cannedReplies,
    mayChange: role === 'owner' || role === 'manager' || role === 'agency',
    mayWrite: role !== 'provider',
  }
}

export const actions: Actions = {
  channel: async (event) => {
    const body = channelSetting(await readForm(event))
    return came(await post(event, { path: 'messaging/channels', body }), { done: 'channel' })
  },

  rules: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const now = await callApi(event, { path: 'messaging', schema: MessagingSetUp, tenantId })
    const body = { rules: changedRules(now.rules, form) }
    return came(await post(event, { path: 'messaging/rules', body }), { done: 'rules' })
  },

  names: async (event) => {
    const form = await readForm(event)
    const body = { namesTreatments: form.get('namesTreatments') === 'on' }
    return came(await post(event, { path: 'messaging/names-treatments', body }), { done: 'names' })
  },

  sender: async (event) => {
    const form = await readForm(event)
    const path = `messaging/addresses/${encodeURIComponent(String(form.get('address') ?? ''))}`
    const body = { senderName: String(form.get('senderName') ?? ''), signature: String(form.get('signature') ?? '') }
    return came(await post(event, { path, body }), { done: 'sender' })
  },

  canned: async (event) => {
    const form = await readForm(event)
    const [shortcut, text] = [String(form.get('shortcut') ?? ''), String(form.get('text') ?? '')]
    const { tenantId } = await currentSpa(event)
    const answer = await changeApi(
      event,
      { path: 'canned-replies', schema: CannedReply, tenantId, change: { method: 'POST', body: { shortcut, text } } },
      { page: event.url.pathname },
    )
    return came(answer, { done: 'canned' }, { shortcut, text })
  },

  removeCanned: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const path = `canned-replies/${encodeURIComponent(String(form.get('id') ?? ''))}`
    const question = { path, schema: z.undefined(), tenantId, change: { method: 'DELETE' as const, body: {} } }
    return came(await changeApi(event, question, { page: event.url.pathname }), { done: 'cannedRemoved' })
  },
}

async function post(event: RequestEvent, { path, body }: { path: string; body: unknown }) {
  const { tenantId } = await currentSpa(event)
  const change = { method: 'POST' as const, body }
  return changeApi(event, { path, schema: MessagingSetUp, tenantId, change }, { page: event.url.pathname })
}

type Done = 'channel' | 'rules' | 'names' | 'sender' | 'canned' | 'cannedRemoved'

function came(answer: Answer<unknown>, { done }: { done: Done }, typed?: { shortcut: string; text: string }) {
  if (answer.ok) return { done }
  const field = Object.values(answer.fields ?? {})[0]
  return fail(answer.status, { message: field ?? answer.message, typed })
}
