import { AllowedOriginRequest, RemovedOriginRequest } from '@ava/protocol/portal/website.ts'
import express, { type Router } from 'express'
import { spaRoute, type PortalAccess } from './access.ts'
import { managingRoles } from './staff-roles.ts'
import { allowOrigin, readWebsite, removeOrigin } from './website.ts'

/** Both changes answer with the website as it then is. */
export function addWebsiteRoutes(router: Router, deps: { access: PortalAccess; publicBaseUrl: string }): void {
  const { access, publicBaseUrl } = deps
  const json = express.json({ limit: '4kb' })

  router.get(
    '/website',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readWebsite(tenant, { publicBaseUrl }))
    }),
  )

  router.post(
    '/website/origins',
    json,
    spaRoute(access, managingRoles, async ({ tenant, session }, request, response) => {
      const { origin } = AllowedOriginRequest.parse(request.body)
      await allowOrigin(tenant, { origin, userId: session.user.id })
      response.json(await readWebsite(tenant, { publicBaseUrl }))
    }),
  )

  router.delete(
    '/website/origins',
    json,
    spaRoute(access, managingRoles, async ({ tenant, session }, request, response) => {
      const { origin } = RemovedOriginRequest.parse(request.body)
      await removeOrigin(tenant, { origin, userId: session.user.id })
      response.json(await readWebsite(tenant, { publicBaseUrl }))
    }),
  )
}
