import { SearchQuery } from '@ava/protocol/portal/search.ts'
import type { Router } from 'express'
import { spaRoute, type PortalAccess } from '../access.ts'
import { ownProviderId } from '../own-calendar.ts'
import { calendarRoles, deskRoles } from '../staff-roles.ts'
import { searchEverything } from './search-everything.ts'

export function addSearchRoutes(router: Router, deps: { access: PortalAccess; clock: () => Date }): void {
  router.get(
    '/search',
    spaRoute(deps.access, calendarRoles, async (visit, request, response) => {
      const { words } = SearchQuery.parse(request.query)
      const readsConversations = deskRoles.includes(visit.membership.role)
      const looking = { words, providerId: ownProviderId(visit), readsConversations, now: deps.clock() }
      response.json(await searchEverything(visit.tenant, looking))
    }),
  )
}
