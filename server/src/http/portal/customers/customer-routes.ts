import { CustomerSearchQuery, HistoryQuery, MergeRequest, type CustomerList } from '@ava/protocol/portal/customers.ts'
import express, { type Response, type Router } from 'express'
import { mergeCustomers } from '../../../customers/merge.ts'
import { undoMerge } from '../../../customers/undo-merge.ts'
import { searchCustomers } from '../../../db/search-conversations.ts'
import { notifyConversation } from '../../../db/notify.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { HttpError } from '../../http-error.ts'
import { spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { ownProviderId, requireOwnClient } from '../own-calendar.ts'
import { notFound, rowId } from '../row-id.ts'
import { calendarRoles, deskRoles } from '../staff-roles.ts'
import { customerHistory } from './customer-history.ts'
import { customerColumns, readCustomer, toCustomer } from './read-customer.ts'

const MAX_FOUND = 20

export function addCustomerRoutes(router: Router, deps: { access: PortalAccess; clock: () => Date }): void {
  const { access, clock } = deps
  const json = express.json({ limit: '4kb' })
  const answer = async ({ tenant }: SpaVisit, id: string, response: Response) => {
    const customer = await readCustomer(tenant, { id })
    if (!customer) throw notFound('customer')
    response.json(customer)
  }

  router.get(
    '/customers',
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const { tenant } = visit
      const providerId = ownProviderId(visit)
      const { search } = CustomerSearchQuery.parse(request.query)
      const list: CustomerList = {
        customers: await tenant.transaction(async (tx) => {
          const ids = await searchCustomers(tx, { words: search, limit: MAX_FOUND })
          const rows = await tx.customer.findMany({
            where: {
              id: { in: ids },
              ...(providerId === null ? {} : { appointments: { some: { providerId } } }),
            },
            select: customerColumns,
            orderBy: [{ givenName: 'asc' }, { familyName: 'asc' }, { id: 'asc' }],
          })
          return rows.map(toCustomer)
        }),
      }
      response.json(list)
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
