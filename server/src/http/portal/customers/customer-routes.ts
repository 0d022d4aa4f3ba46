import { CustomerListQuery, HistoryQuery, MergeRequest } from '@ava/protocol/portal/customers.ts'
import express, { type Response, type Router } from 'express'
import { mergeCustomers } from '../../../customers/merge.ts'
import { undoMerge } from '../../../customers/undo-merge.ts'
import { notifyConversation } from '../../../db/notify.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { HttpError } from '../../http-error.ts'
import { spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { ownProviderId, requireOwnClient } from '../own-calendar.ts'
import { notFound, rowId } from '../row-id.ts'
import { calendarRoles, deskRoles, seesMoney } from '../staff-roles.ts'
import { customerHistory } from './customer-history.ts'
import { listCustomers } from './list-customers.ts'
import { readCustomer } from './read-customer.ts'

export function addCustomerRoutes(router: Router, deps: { access: PortalAccess; clock: () => Date }): void {
  const { access, clock } = deps
  const json = express.json({ limit: '4kb' })
  const answer = async (visit: SpaVisit, id: string, response: Response) => {
    const viewer = { providerId: ownProviderId(visit), seesMoney: seesMoney(visit.membership.role) }
    const customer = await readCustomer(visit.tenant, { id, viewer })
    if (!customer) throw notFound('customer')
    response.json(customer)
  }

  router.get(
    '/customers',
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const query = CustomerListQuery.parse(request.query)
      response.json(await listCustomers(visit.tenant, { ...query, providerId: ownProviderId(visit), now: clock() }))
    }),
  )

  router.get(
    '/customers/:id',
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'customer')
      await requireOwnClient(visit, id)
      await answer(visit, id, response)
    }),
  )

  router.get(
    '/customers/:id/history',
    spaRoute(access, deskRoles, async ({ tenant }, request, response) => {
      const customerId = rowId(request.params['id'], 'customer')
      const { cursor, limit } = HistoryQuery.parse(request.query)
      const page = await customerHistory(tenant, { customerId, cursor, limit })
      if (!page) throw notFound('customer')
      response.json(page)
    }),
  )

  // The other one becomes part of this one.
  router.post(
    '/customers/:id/merge',
    json,
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const keptId = rowId(request.params['id'], 'customer')
      const { otherId } = MergeRequest.parse(request.body)
      const by = `user:${visit.session.user.id}`
      const result = await mergeCustomers(visit.tenant, { keptId, mergedId: otherId, by, now: clock() })
      if (!result.ok && result.reason === 'not_found') throw notFound('customer')
      if (!result.ok) throw new HttpError(409, 'already_one', 'These two are one customer already.')
      await tellOf(visit.tenant, result.keptId)
      await answer(visit, result.keptId, response)
    }),
  )

  router.post(
    '/merges/:id/undo',
    spaRoute(access, deskRoles, async (visit, request, response) => {
      const mergeId = rowId(request.params['id'], 'merge')
      const by = `user:${visit.session.user.id}`
      const result = await undoMerge(visit.tenant, { mergeId, by, now: clock() })
      if (result.ok) {
        await tellOf(visit.tenant, result.keptId)
        await tellOf(visit.tenant, result.mergedId)
        return answer(visit, result.keptId, response)
      }
      if (result.reason === 'not_found') throw notFound('merge')
      throw new HttpError(
        409,
        result.reason,
        result.reason === 'already_undone'
          ? 'Somebody has parted these two already.'
          : 'This customer was merged into another one since. Part those two first.',
      )
    }),
  )
}

/** Their newest conversation changed its person: whoever has the list open sees it. */
async function tellOf(tenant: Tenant, customerId: string): Promise<void> {
  await tenant.transaction(async (tx) => {
    const newest = await tx.conversation.findMany({
      where: { customerId },
      orderBy: { startedAt: 'desc' },
      take: 20,
      select: { id: true },
    })
    for (const { id: conversationId } of newest) await notifyConversation(tx, { conversationId })
  })
}
