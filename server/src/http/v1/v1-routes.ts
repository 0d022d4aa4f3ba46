import { AppointmentsQuery, ConversationsQuery, OpeningsQuery, ServicesQuery } from '@ava/protocol/v1.ts'
import { Router } from 'express'
import { apiRoute, type ApiDependencies } from './authenticate.ts'
import { openApiDocument } from './open-api.ts'
import { readAppointments, readConversations, readOpenings, readServices } from './read-rows.ts'

/** `/api/v1/*`: for programs that carry a key of a spa's. */
export function v1Routes(deps: ApiDependencies & { publicBaseUrl: string }): Router {
  const router = Router()
  const document = openApiDocument(deps.publicBaseUrl)
  router.get('/openapi.json', (_request, response) => {
    response.set('Access-Control-Allow-Origin', '*').json(document)
  })
  router.get(
    '/services',
    apiRoute(deps, 'services:read', async (tenant, request, response) => {
      response.json(await readServices(tenant, ServicesQuery.parse(request.query)))
    }),
  )
  router.get(
    '/openings',
    apiRoute(deps, 'openings:read', async (tenant, request, response, keyId) => {
      const query = OpeningsQuery.parse(request.query)
      response.json(await readOpenings(tenant, { query, keyId, now: deps.clock() }))
    }),
  )
  router.get(
    '/appointments',
    apiRoute(deps, 'appointments:read', async (tenant, request, response) => {
      response.json(await readAppointments(tenant, AppointmentsQuery.parse(request.query)))
    }),
  )
  router.get(
    '/conversations',
    apiRoute(deps, 'conversations:read', async (tenant, request, response) => {
      response.json(await readConversations(tenant, ConversationsQuery.parse(request.query)))
    }),
  )
  return router
}
