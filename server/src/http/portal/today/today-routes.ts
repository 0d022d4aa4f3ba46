import type { Router } from 'express'
import { sendAgain } from '../../../messages/send-again.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { spaRoute, type PortalAccess } from '../access.ts'
import { notSentAgain } from '../conversations/not-sent-again.ts'
import { ownProviderId } from '../own-calendar.ts'
import { rowId } from '../row-id.ts'
import { calendarRoles, deskRoles, seesMoney } from '../staff-roles.ts'
import { readToday } from './read-today.ts'

export function addTodayRoutes(
  router: Router,
  { access, clock, enqueue }: { access: PortalAccess; clock: () => Date; enqueue: Enqueue },
): void {
  router.get(
    '/today',
    spaRoute(access, calendarRoles, async (visit, _request, response) => {
      const { tenant, membership } = visit
      const shown = { providerId: ownProviderId(visit), seesMoney: seesMoney(membership.role) }
      response.json(await readToday(tenant, { now: clock(), ...shown }))
    }),
  )

  router.post(
    '/outbox/:id/send-again',
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const outboxId = rowId(request.params['id'], 'message')
      const actor = `user:${session.user.id}`
      const result = await sendAgain(tenant, { outboxId, actor, enqueue, now: clock() })
      if (!result.ok) throw notSentAgain(result.reason)
      response.json({ ok: true })
    }),
  )
}
