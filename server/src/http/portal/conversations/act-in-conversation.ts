import type { ConversationAction } from '@ava/protocol/portal/conversation-actions.ts'
import { assignConversation } from '../../../conversation/assign.ts'
import { approveDraft, discardDraft, type DraftResult } from '../../../conversation/drafts.ts'
import { createLabel, setLabel } from '../../../conversation/labels.ts'
import { addNote } from '../../../conversation/notes.ts'
import type { PeopleDependencies } from '../../../conversation/people.ts'
import { reopenByStaff, resolveConversation } from '../../../conversation/resolve.ts'
import { sendAsStaff } from '../../../conversation/send-as-staff.ts'
import { snoozeConversation } from '../../../conversation/snooze.ts'
import { handBack, takeOver } from '../../../conversation/takeover.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { HttpError } from '../../http-error.ts'
import { notFound } from '../row-id.ts'

/** Twilio takes 1,600 characters; who is writing stands in front of the first text. */
const LONGEST_TEXT = 1_500

interface Act {
  conversationId: string
  /** The membership of who acts. */
  memberId: string
  action: ConversationAction
}

/** Does it, or throws what to tell the person: 404, or 409 where somebody else was faster. */
export async function actInConversation(tenant: Tenant, deps: PeopleDependencies, act: Act): Promise<void> {
  const { conversationId, memberId, action } = act
  const here = { conversationId, memberId }
  if ((await tenant.db.conversation.count({ where: { id: conversationId } })) === 0) throw notFound('conversation')
  switch (action.action) {
    case 'take_over': {
      const result = await takeOver(tenant, deps, { ...here, force: action.fromOther })
      if (!result.ok) throw result.reason === 'taken' ? taken(result.byName) : notFound('conversation')
      return
    }
    case 'hand_back': {
      const result = await handBack(tenant, deps, here)
      if (!result.ok) throw notHandedBack(result.reason)
      return
    }
    case 'reply':
      return reply(tenant, deps, { ...here, action })
    case 'approve_draft': {
      await requireDraft(tenant, { conversationId, messageId: action.messageId })
      const { messageId, text } = action
      const result = await approveDraft(tenant, deps, { messageId, memberId, ...(text === undefined ? {} : { text }) })
      if (!result.ok) throw notSent(result.reason)
      return
    }
    case 'discard_draft': {
      await requireDraft(tenant, { conversationId, messageId: action.messageId })
      const result = await discardDraft(tenant, deps, { messageId: action.messageId, memberId })
      if (!result.ok) throw notSent(result.reason)
      return
    }
    case 'assign': {
      const assigneeId = action.memberId
      if (
        assigneeId !== null &&
        (await tenant.db.membership.count({ where: { id: assigneeId, endedAt: null } })) === 0
      ) {
        throw conflict('gone', 'They do not work at this spa any more. Choose somebody else.')
      }
      await assignConversation(tenant, deps, { ...here, assigneeId })
      return
    }
    case 'note':
      await addNote(tenant, deps, { ...here, text: action.text })
      return
    case 'add_label':
      return addLabel(tenant, deps, { ...here, name: action.name })
    case 'remove_label':
      if (!(await setLabel(tenant, deps, { ...here, labelId: action.labelId, isOn: false }))) throw notFound('label')
      return
    case 'snooze': {
      const until = action.until === null ? null : new Date(action.until)
      if (!(await snoozeConversation(tenant, deps, { ...here, until }))) {
        const message = 'That time has gone by. Choose a later one.'
        throw new HttpError(400, 'invalid_request', message, { fields: { until: message } })
      }
      return
    }
    case 'resolve':
      if (!(await resolveConversation(tenant, deps, here))) {
        throw conflict('resolved', 'Somebody has resolved this conversation already.')
      }
      return
    case 'reopen':
      if (!(await reopenByStaff(tenant, deps, here))) {
        throw conflict('not_over', 'This conversation is open already.')
      }
  }
}

async function reply(
  tenant: Tenant,
  deps: PeopleDependencies,
  act: Omit<Act, 'action'> & { action: Extract<ConversationAction, { action: 'reply' }> },
): Promise<void> {
  const { conversationId, memberId } = act
  const { channel, text, subject, key, fromOther } = act.action
  if (channel === 'sms' && text.length > LONGEST_TEXT) {
    const message = `A text can have ${LONGEST_TEXT.toLocaleString('en-US')} characters. Shorten it, or write an email.`
    throw new HttpError(400, 'invalid_request', message, { fields: { text: message } })
  }
  const result = await sendAsStaff(tenant, deps, {
    conversationId,
    memberId,
    channel,
    text,
    key,
    force: fromOther,
    ...(channel === 'email' && subject ? { subject } : {}),
  })
  if (result.ok) return
  throw result.reason === 'taken' ? taken(result.byName) : notSent(result.reason)
}

/** The label of this name, whoever made it. */
async function addLabel(
  tenant: Tenant,
  deps: PeopleDependencies,
  { name, ...here }: Omit<Act, 'action'> & { name: string },
): Promise<void> {
  const plain = name.replaceAll(/\s+/g, ' ')
  const find = () => tenant.db.label.findFirst({ where: { name: { equals: plain, mode: 'insensitive' } } })
  const labelId = (await find())?.id ?? (await createLabel(tenant, deps, { ...here, name: plain }))?.labelId
  // Made by somebody else at this very moment.
  const known = labelId ?? (await find())?.id
  if (!known || !(await setLabel(tenant, deps, { ...here, labelId: known, isOn: true }))) throw notFound('label')
}

async function requireDraft(tenant: Tenant, draft: { conversationId: string; messageId: string }): Promise<void> {
  const { conversationId, messageId: id } = draft
  const found = await tenant.db.communicationMessage.count({ where: { id, conversationId, deliveryStatus: 'draft' } })
  if (found === 0) throw notSent('not_found')
}

function notSent(reason: Extract<DraftResult, { ok: false }>['reason']): HttpError {
  if (reason === 'no_address') {
    return conflict('no_address', 'There is no number or address to send this to. Choose another channel.')
  }
  if (reason === 'empty') return new HttpError(400, 'invalid_request', 'Write something first.')
  return conflict(
    'draft_gone',
    'This draft is not there any more: somebody sent it or threw it away, or it was replaced.',
  )
}

function notHandedBack(reason: 'not_found' | 'not_taken' | 'locked'): HttpError {
  if (reason === 'not_found') return notFound('conversation')
  return reason === 'locked'
    ? conflict('locked', 'A red flag was raised here, so Ava stays out of it. Resolve it when it is done.')
    : conflict('not_taken', 'Ava answers here already.')
}

function taken(byName: string): HttpError {
  return conflict('taken_over', `${byName} has taken over this conversation. You can take it from them.`)
}

function conflict(code: string, message: string): HttpError {
  return new HttpError(409, code, message)
}
