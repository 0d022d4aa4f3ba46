import {
  ChannelSettingRequest,
  NamesTreatmentsRequest,
  ReminderRulesRequest,
  SenderRequest,
  TemplateKey,
  TemplateRequest,
  type TemplateList,
} from '@ava/protocol/portal/messaging.ts'
import express, { type Response, type Router } from 'express'
import { requiredIn, variablesFor } from '../../../messages/purposes.ts'
import { loadTemplates, previewTemplate, resetTemplate, saveTemplate } from '../../../messages/templates.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { saveReminderRules } from '../../../scheduling/reminders/rules.ts'
import { HttpError } from '../../http-error.ts'
import { spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { notFound, rowId } from '../row-id.ts'
import { managingRoles } from '../staff-roles.ts'
import { readMessagingSetUp } from './read-set-up.ts'
import { saveChannelSetting, setNamesTreatments, setSender } from './change-set-up.ts'

export function addMessagingRoutes(
  router: Router,
  deps: { access: PortalAccess; clock: () => Date; enqueue: Enqueue },
): void {
  const { access, clock, enqueue } = deps
  const json = express.json({ limit: '64kb' })
  const answer = async ({ tenant }: SpaVisit, response: Response) => {
    response.json(await readMessagingSetUp(tenant))
  }
  const actorOf = ({ session }: SpaVisit) => `user:${session.user.id}`

  router.get(
    '/messaging',
    spaRoute(access, managingRoles, (visit, _request, response) => answer(visit, response)),
  )

  router.post(
    '/messaging/channels',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const setting = ChannelSettingRequest.parse(request.body)
      await saveChannelSetting(visit.tenant, { setting, actor: actorOf(visit) })
      await answer(visit, response)
    }),
  )

  router.post(
    '/messaging/rules',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const { rules } = ReminderRulesRequest.parse(request.body)
      const saved = await saveReminderRules(visit.tenant, { rules, actor: actorOf(visit), enqueue, now: clock() })
      if (!saved.ok) throw wrong('rules', saved.problems)
      await answer(visit, response)
    }),
  )

  router.post(
    '/messaging/names-treatments',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const { namesTreatments } = NamesTreatmentsRequest.parse(request.body)
      await setNamesTreatments(visit.tenant, { namesTreatments, actor: actorOf(visit) })
      await answer(visit, response)
    }),
  )

  router.post(
    '/messaging/addresses/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const addressId = rowId(request.params['id'], 'address')
      const sender = SenderRequest.parse(request.body)
      if (!(await setSender(visit.tenant, { addressId, sender, actor: actorOf(visit) }))) throw notFound('address')
      await answer(visit, response)
    }),
  )

  router.get(
    '/messaging/templates',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      const templates = await loadTemplates(tenant)
      const list: TemplateList = {
        templates: templates.map(({ purpose, channel, language, subject, text, isDefault, updatedAt }) => ({
          purpose,
          channel,
          language,
          subject,
          text,
          isDefault,
          updatedAt: updatedAt?.toISOString() ?? null,
          variables: [...variablesFor(purpose)],
          required: [...requiredIn(purpose)],
        })),
      }
      response.json(list)
    }),
  )

  router.post(
    '/messaging/templates',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const template = TemplateRequest.parse(request.body)
      const saved = await saveTemplate(visit.tenant, { ...template, actor: actorOf(visit) })
      if (!saved.ok) throw wrong('text', saved.problems)
      response.status(204).end()
    }),
  )

  // What it would look like, kept or not; wrong variables are an answer here, and no error.
  router.post(
    '/messaging/templates/preview',
    json,
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      const template = TemplateRequest.parse(request.body)
      response.json(await previewTemplate(tenant, { ...template, now: clock() }))
    }),
  )

  router.delete(
    '/messaging/templates',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const key = TemplateKey.parse(request.body)
      await resetTemplate(visit.tenant, { ...key, actor: actorOf(visit) })
      response.status(204).end()
    }),
  )
}

function wrong(field: string, problems: string[]): HttpError {
  const message = problems.join(' ')
  return new HttpError(400, 'invalid_request', message, { fields: { [field]: message } })
}
