import {
  CannedReplyRequest,
  ConversationAction,
  LabelRequest,
  type Desk,
} from '@ava/protocol/portal/conversation-actions.ts'
import { ConversationListQuery, type ConversationDetail } from '@ava/protocol/portal/conversations.ts'
import express, { type Response, type Router } from 'express'
import { openAttachment } from '../../../channels/email/attachments.ts'
import { deleteCannedReply, listCannedReplies, saveCannedReply } from '../../../conversation/canned-replies.ts'
import { createLabel, deleteLabel } from '../../../conversation/labels.ts'
import { sendAgain } from '../../../messages/send-again.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { HttpError } from '../../http-error.ts'
import { inLanguageOf } from '../../spanish/in-language.ts'
import { spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { notFound, rowId } from '../row-id.ts'
import { staffIdOf } from '../staff-id.ts'
import { managingRoles, deskRoles } from '../staff-roles.ts'
import { actInConversation } from './act-in-conversation.ts'
import { readConversation } from './conversation-detail.ts'
import { listConversations } from './conversation-list.ts'
import { readMailPage, sendMailPage } from './mail-page.ts'
import { notSentAgain } from './not-sent-again.ts'

export interface ConversationDependencies {
  access: PortalAccess
  clock: () => Date
  enqueue: Enqueue
}

/** What the server has words for, in the asker's language. */
function labelledIn(say: (words: string) => string, conversation: ConversationDetail): ConversationDetail {
  return {
    ...conversation,
    events: conversation.events.map((event) => ({ ...event, label: say(event.label) })),
    toolCalls: conversation.toolCalls.map((call) => ({ ...call, label: say(call.label) })),
    messages: conversation.messages.map((message) => ({
      ...message,
      failure: message.failure && { ...message.failure, words: say(message.failure.words) },
    })),
  }
}

export function addConversationRoutes(router: Router, deps: ConversationDependencies): void {
  const { access, clock, enqueue } = deps
  const json = express.json({ limit: '64kb' })

  router.get(
    '/conversations',
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const query = ConversationListQuery.parse(request.query)
      const { timeZone } = visit.membership
      const view = { now: clock(), timeZone, staffId: await staffIdOf(visit) }
      response.json(await listConversations(visit.tenant, { query, view }))
    }),
  )

  const answer = async (visit: SpaVisit, id: string, response: Response) => {
    const conversation = await readConversation(visit.tenant, { id, now: clock() })
    if (!conversation) throw notFound('conversation')
    response.json(labelledIn(inLanguageOf(response.req), conversation))
  }

  router.get(
    '/conversations/:id',
    spaRoute(access, deskRoles, (visit, request, response) =>
      answer(visit, rowId(request.params['id'], 'conversation'), response),
    ),
  )

  router.post(
    '/conversations/:id/action',
    json,
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const conversationId = rowId(request.params['id'], 'conversation')
      const action = ConversationAction.parse(request.body)
      const memberId = await staffIdOf(visit)
      await actInConversation(visit.tenant, { enqueue, now: clock() }, { conversationId, memberId, action })
      await answer(visit, conversationId, response)
    }),
  )

  router.post(
    '/messages/:id/send-again',
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const { tenant, session } = visit
      const message = await tenant.db.communicationMessage.findFirst({
        where: { id: rowId(request.params['id'], 'message') },
        select: { outboxId: true, conversationId: true },
      })
      if (!message) throw notFound('message')
      const result = message.outboxId
        ? await sendAgain(tenant, {
            outboxId: message.outboxId,
            actor: `user:${session.user.id}`,
            enqueue,
            now: clock(),
          })
        : ({ ok: false, reason: 'not_failed' } as const)
      if (!result.ok) throw notSentAgain(result.reason)
      await answer(visit, message.conversationId, response)
    }),
  )

  // Anybody may have sent it: a download, whatever it says that it is.
  router.get(
    '/attachments/:id',
    spaRoute(access, deskRoles, async ({ tenant }, request, response) => {
      const file = await openAttachment(tenant, { attachmentId: rowId(request.params['id'], 'attachment') })
      if (!file) throw notFound('attachment')
      response
        .attachment(file.name)
        .set({
          'Content-Type': 'application/octet-stream',
          'X-Content-Type-Options': 'nosniff',
          'Content-Security-Policy': "sandbox; default-src 'none'",
          'Cache-Control': 'private, no-store',
        })
        .send(file.content)
    }),
  )

  router.get(
    '/messages/:id/page',
    spaRoute(access, deskRoles, async ({ tenant }, request, response) => {
      const html = await readMailPage(tenant, { messageId: rowId(request.params['id'], 'message') })
      if (html === null) throw notFound('message')
      sendMailPage(response, html, { withImages: request.query['images'] === '1' })
    }),
  )

  router.get(
    '/desk',
    spaRoute(access, deskRoles, async (visit, _request, response) => {
      const { tenant, session } = visit
      const [members, labels, cannedReplies] = await Promise.all([
        tenant.db.membership.findMany({
          where: { role: { in: [...deskRoles] }, endedAt: null },
          select: { id: true, user: { select: { name: true } } },
          orderBy: { user: { name: 'asc' } },
        }),
        tenant.db.label.findMany({ select: { id: true, name: true, tone: true }, orderBy: { name: 'asc' } }),
        listCannedReplies(tenant),
      ])
      const desk: Desk = {
        me: { id: await staffIdOf(visit), name: session.user.name },
        staff: members.map(({ id, user }) => ({ id, name: user.name })),
        labels,
        cannedReplies,
      }
      response.json(desk)
    }),
  )

  router.post(
    '/canned-replies',
    json,
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const reply = CannedReplyRequest.parse(request.body)
      const memberId = await staffIdOf(visit)
      const saved = await saveCannedReply(visit.tenant, { now: clock() }, { ...reply, memberId })
      if (!saved.ok) throw new HttpError(400, 'invalid_request', 'Write something first.')
      response.status(201).json({ id: saved.id, ...reply })
    }),
  )

  router.delete(
    '/canned-replies/:id',
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'canned reply')
      const memberId = await staffIdOf(visit)
      if (!(await deleteCannedReply(visit.tenant, { now: clock() }, { memberId, id }))) throw notFound('canned reply')
      response.status(204).end()
    }),
  )

  router.post(
    '/labels',
    json,
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const label = LabelRequest.parse(request.body)
      const made = await createLabel(visit.tenant, { now: clock() }, { ...label, memberId: await staffIdOf(visit) })
      if (!made) {
        const message = 'There is a label of this name already.'
        throw new HttpError(409, 'name_taken', message, { fields: { name: message } })
      }
      response.status(201).json({ id: made.labelId, ...label })
    }),
  )

  router.delete(
    '/labels/:id',
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const labelId = rowId(request.params['id'], 'label')
      const memberId = await staffIdOf(visit)
      if (!(await deleteLabel(visit.tenant, { now: clock() }, { memberId, labelId }))) throw notFound('label')
      response.status(204).end()
    }),
  )
}
