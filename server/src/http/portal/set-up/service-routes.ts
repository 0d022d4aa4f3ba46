import { SetUpActive, SetUpKey } from '@ava/protocol/portal/set-up.ts'
import {
  FromTemplatesRequest,
  ScreeningQuestionRequest,
  ServiceImportRequest,
  ServiceRequest,
} from '@ava/protocol/portal/set-up-services.ts'
import express, { type Router } from 'express'
import { addFromTemplates, readTemplates } from '../../../catalog/add-from-templates.ts'
import { exportServices } from '../../../catalog/csv/export-services.ts'
import { importServices } from '../../../catalog/csv/import-services.ts'
import { readServiceDetail, readServiceRows } from '../../../catalog/read-service-set-up.ts'
import { addScreeningQuestion } from '../../../catalog/save-screening-rules.ts'
import { saveService, setServiceActive } from '../../../catalog/save-service.ts'
import { removeFromSetUp } from '../../../scheduling/set-up/remove.ts'
import { spaRoute, type PortalAccess, type Role } from '../access.ts'
import { notFound, rowId } from '../row-id.ts'
import { deskRoles, managingRoles } from '../staff-roles.ts'
import { actorOf, answerRemoved, answerSaved, refused, rowOrNew } from './answer.ts'

/** Who quotes prices may look them up. */
const mayRead: readonly Role[] = deskRoles

export function addServiceRoutes(router: Router, deps: { access: PortalAccess; clock: () => Date }): void {
  const { access, clock } = deps
  const json = express.json({ limit: '256kb' })

  router.get(
    '/set-up/services',
    spaRoute(access, mayRead, async ({ tenant }, _request, response) => {
      response.json({ services: await readServiceRows(tenant) })
    }),
  )

  router.get(
    '/set-up/services.csv',
    spaRoute(access, managingRoles, async ({ tenant, membership }, _request, response) => {
      const csv = await exportServices(tenant)
      response.attachment(`${membership.siteKey}-services.csv`).type('text/csv; charset=utf-8').send(csv)
    }),
  )

  router.get(
    '/set-up/services/templates',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readTemplates(tenant))
    }),
  )

  router.post(
    '/set-up/services/from-templates',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const { chosen } = FromTemplatesRequest.parse(request.body)
      const result = await addFromTemplates(visit.tenant, { chosen, actor: actorOf(visit) })
      if (!result.ok) throw refused(result, 'service')
      response.json({ added: result.added, skipped: result.skipped })
    }),
  )

  router.post(
    '/set-up/services/import',
    express.json({ limit: '2mb' }),
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const { csv, write } = ServiceImportRequest.parse(request.body)
      response.json(await importServices(visit.tenant, { csv, write, actor: actorOf(visit) }))
    }),
  )

  router.post(
    '/set-up/screening-questions',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const question = ScreeningQuestionRequest.parse(request.body)
      response.json(await addScreeningQuestion(visit.tenant, { question, actor: actorOf(visit) }))
    }),
  )

  router.get(
    '/set-up/services/:id',
    spaRoute(access, mayRead, async ({ tenant }, request, response) => {
      const detail = await readServiceDetail(tenant, { id: rowOrNew(request.params['id'], 'service') })
      if (!detail) throw notFound('service')
      response.json(detail)
    }),
  )

  router.post(
    '/set-up/services/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowOrNew(request.params['id'], 'service')
      const service = ServiceRequest.parse(request.body)
      answerSaved(response, await saveService(visit.tenant, { id, request: service, actor: actorOf(visit) }), 'service')
    }),
  )

  router.post(
    '/set-up/services/:id/active',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const change = SetUpActive.parse(request.body)
      const id = rowId(request.params['id'], 'service')
      answerSaved(response, await setServiceActive(visit.tenant, { id, ...change, actor: actorOf(visit) }), 'service')
    }),
  )

  router.delete(
    '/set-up/services/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const thing = { kind: 'service' as const, id: rowId(request.params['id'], 'service'), now: clock() }
      const { updatedAt } = SetUpKey.parse(request.body)
      answerRemoved(
        response,
        await removeFromSetUp(visit.tenant, { ...thing, updatedAt, actor: actorOf(visit) }),
        'service',
      )
    }),
  )
}
