import { Router } from 'express'
import { z } from 'zod'
import { finishConnection, tenantIdOfState, type ConnectionOutcome } from '../../calendars/access/consent.ts'
import type { CalendarDependencies } from '../../calendars/dependencies.ts'
import type { PortalAccess } from '../portal/access.ts'
import { managingRoles } from '../portal/staff-roles.ts'

const Query = z.object({
  state: z.string().max(200).catch(''),
  code: z.string().min(1).max(2_000).nullable().catch(null),
  error: z.string().min(1).max(200).nullable().catch(null),
})

/**
 * `GET /oauth/google/callback`: somebody comes back from Google's consent page. It has to be the
 * person who went there, in the same session. They end on the portal's page of calendars, with
 * a word for how it went; nothing that opens anything stands in that address.
 */
export function oauthCallback(deps: { calendars: CalendarDependencies; access: PortalAccess }): Router {
  const router = Router()
  router.get('/', async (request, response) => {
    response.set('Cache-Control', 'no-store').set('Referrer-Policy', 'no-referrer')
    const { state, code, error } = Query.parse(request.query)
    const back = (words: Record<string, string>) =>
      response.redirect(303, `/calendars?${new URLSearchParams(words).toString()}`)
    const session = await deps.access.sessions.of(request.headers)
    // The page asks them to sign in, and then says why.
    if (!session) return back({ problem: 'signed_out' })
    const tenantId = tenantIdOfState(state)
    const memberships = await deps.access.membershipsOf(session.user.id)
    const membership = memberships.find((one) => one.tenantId === tenantId)
    if (!tenantId || !membership || !managingRoles.includes(membership.role)) return back({ problem: 'expired' })
    const outcome: ConnectionOutcome = await finishConnection(deps.calendars, {
      tenant: deps.access.tenant(tenantId),
      userId: session.user.id,
      sessionId: session.id,
      state,
      code,
      error,
    })
    return back(outcome.ok ? { connected: outcome.connectionId } : { problem: outcome.reason })
  })
  return router
}
