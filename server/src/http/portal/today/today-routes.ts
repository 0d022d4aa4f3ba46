import type { Router } from 'express'
import { sendAgain } from '../../../messages/send-again.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { everyRole, spaRoute, type PortalAccess } from '../access.ts'
import { notSentAgain } from '../conversations/not-sent-again.ts'
import { rowId } from '../row-id.ts'
import { staffRoles } from '../staff-roles.ts'
import { readToday } from './read-today.ts'

export function addTodayRoutes(
  router: Router,
  { access, clock, enqueue }: { access: PortalAccess; clock: () => Date; enqueue: Enqueue },
): void {
  router.get(
    '/today',
    spaRoute(access, everyRole, async ({ tenant, membership }, _request, response) => {
      const seesMoney = membership.role !== 'provider'
      response.json(await readToday(tenant, { now: clock(), providerId: null, seesMoney }))
    }),
  )

  router.post(
    '/outbox/:id/send-again',
    spaRoute(access, [...staffRoles, 'agency'], async ({ tenant, session }, request, response) => {
      const outboxId = rowId(request.params['id'], 'message')
      const actor = `user:${session.user.id}`
      const result = await sendAgain(tenant, { outboxId, actor, enqueue, now: clock() })
      if (!result.ok) throw notSentAgain(result.reason)
      response.json({ ok: true })
    }),
  )
}
