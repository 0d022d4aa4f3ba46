import {
  AllergyChange,
  AllergyRequest,
  ConsentRequest,
  CustomerSaving,
  CustomerWords,
  EraseRequest,
} from '@ava/protocol/portal/customers.ts'
import express, { type Router } from 'express'
import { endAllergy, recordAllergy } from '../../../customers/records/allergies.ts'
import { eraseCustomer, type EraseResult } from '../../../customers/records/erase-customer.ts'
import { createCustomer, recordConsent, saveCustomer } from '../../../customers/records/write-record.ts'
import { storableText } from '../../../db/storable-text.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { signOffReview } from '../../../scheduling/lifecycle/approve.ts'
import { HttpError } from '../../http-error.ts'
import { spaRoute, type PortalAccess, type Role } from '../access.ts'
import { refuse } from '../appointments/refuse.ts'
import { requireOwnAppointment, requireOwnClient } from '../own-calendar.ts'
import { notFound, rowId } from '../row-id.ts'
import { calendarRoles, clinicalRoles, deskRoles } from '../staff-roles.ts'
import { exportCustomer } from './export-customer.ts'
import { readWords } from './read-contacts.ts'
import { readSafety } from './read-safety.ts'
import { readScreening } from './read-screening.ts'

/** Whose the people's data are to hand out or to delete: not an agency's. */
const keepers: readonly Role[] = ['owner', 'manager']

/** What the spa writes down about a customer, and what the customer may ask of the spa: everything, or to be forgotten. */
export function addRecordRoutes(
  router: Router,
  deps: { access: PortalAccess; clock: () => Date; enqueue: Enqueue },
): void {
  const { access, clock, enqueue } = deps
  const json = express.json({ limit: '64kb' })

  router.post(
    '/customers',
    json,
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const words = readWords(CustomerWords.parse(request.body))
      response.status(201).json(await createCustomer(tenant, { ...words, actor: `user:${session.user.id}` }))
    }),
  )

  router.post(
    '/customers/:id',
    json,
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const id = rowId(request.params['id'], 'customer')
      const { readAt, ...words } = CustomerSaving.parse(request.body)
      const change = { id, readAt, ...readWords(words), actor: `user:${session.user.id}`, now: clock() }
      const result = await saveCustomer(tenant, change)
      if (result.ok) return void response.json({ ok: true })
      if (result.reason === 'not_found') throw notFound('customer')
      throw result.reason === 'stale'
        ? new HttpError(
            409,
            'stale',
            'Somebody has changed this customer meanwhile. What you typed is still here: save again to keep yours.',
          )
        : new HttpError(409, 'not_kept', 'This record was merged or erased: nothing is written to it any more.')
    }),
  )

  router.post(
    '/customers/:id/consents',
    json,
    spaRoute(access, deskRoles, async ({ tenant, session }, request, response) => {
      const customerId = rowId(request.params['id'], 'customer')
      const { text, ...consent } = ConsentRequest.parse(request.body)
      const entry = { ...consent, customerId, text: storableText(text), actor: `user:${session.user.id}`, now: clock() }
      if (!(await recordConsent(tenant, entry))) throw notFound('customer')
      response.status(201).json({ ok: true })
    }),
  )

  router.get(
    '/customers/:id/safety',
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const customerId = rowId(request.params['id'], 'customer')
      await requireOwnClient(visit, customerId)
      const mayRead = clinicalRoles.includes(visit.membership.role)
      const safety = await readSafety(visit.tenant, { customerId, mayRead })
      if (!safety) throw notFound('customer')
      response.json(safety)
    }),
  )

  router.get(
    '/appointments/:id/safety',
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'appointment')
      await requireOwnAppointment(visit, id)
      const row = await visit.tenant.db.appointment.findFirst({ where: { id }, select: { customerId: true } })
      const mayRead = clinicalRoles.includes(visit.membership.role)
      const safety = row && (await readSafety(visit.tenant, { customerId: row.customerId, mayRead }))
      if (!safety) throw notFound('appointment')
      response.json(safety)
    }),
  )

  router.post(
    '/customers/:id/allergies',
    json,
    spaRoute(access, clinicalRoles, async (visit, request, response) => {
      const customerId = rowId(request.params['id'], 'customer')
      await requireOwnClient(visit, customerId)
      const { substance, reaction } = AllergyRequest.parse(request.body)
      const recorded = await recordAllergy(visit.tenant, {
        customerId,
        substance: storableText(substance),
        reaction: storableText(reaction) || null,
        actor: `user:${visit.session.user.id}`,
        now: clock(),
      })
      if (!recorded) throw notFound('customer')
      response.status(201).json(recorded)
    }),
  )

  router.post(
    '/customers/:id/allergies/:allergyId',
    json,
    spaRoute(access, clinicalRoles, async (visit, request, response) => {
      const customerId = rowId(request.params['id'], 'customer')
      await requireOwnClient(visit, customerId)
      const id = rowId(request.params['allergyId'], 'allergy')
      const { isEnded } = AllergyChange.parse(request.body)
      const change = { id, customerId, isEnded, actor: `user:${visit.session.user.id}`, now: clock() }
      if (!(await endAllergy(visit.tenant, change))) throw notFound('allergy')
      response.json({ ok: true })
    }),
  )

  router.get(
    '/customers/:id/screening',
    spaRoute(access, clinicalRoles, async (visit, request, response) => {
      const customerId = rowId(request.params['id'], 'customer')
      await requireOwnClient(visit, customerId)
      const screening = await readScreening(visit, { customerId })
      if (!screening) throw notFound('customer')
      response.json(screening)
    }),
  )

  router.post(
    '/appointments/:id/sign-off',
    spaRoute(access, clinicalRoles, async (visit, request, response) => {
      const appointmentId = rowId(request.params['id'], 'appointment')
      await requireOwnAppointment(visit, appointmentId)
      if ((await visit.tenant.db.appointment.count({ where: { id: appointmentId } })) === 0) {
        throw notFound('appointment')
      }
      const actor = `user:${visit.session.user.id}`
      refuse(await signOffReview(visit.tenant, { appointmentId, actor, now: clock(), enqueue }))
      response.json({ ok: true })
    }),
  )

  router.get(
    '/customers/:id/export',
    spaRoute(access, keepers, async ({ tenant, session }, request, response) => {
      const customerId = rowId(request.params['id'], 'customer')
      const document = await exportCustomer(tenant, { customerId, actor: `user:${session.user.id}`, now: clock() })
      if (!document) throw notFound('customer')
      response
        .set('Content-Disposition', `attachment; filename="customer-${customerId}.json"`)
        .set('Cache-Control', 'no-store')
        .set('X-Content-Type-Options', 'nosniff')
        .type('application/json')
        .send(JSON.stringify(document, null, 2))
    }),
  )

  router.post(
    '/customers/:id/erase',
    json,
    spaRoute(access, keepers, async ({ tenant, session }, request, response) => {
      const customerId = rowId(request.params['id'], 'customer')
      const { name } = EraseRequest.parse(request.body)
      const result = await eraseCustomer(tenant, { customerId, name, actor: `user:${session.user.id}`, now: clock() })
      if (!result.ok) throw notErased(result.reason)
      response.json({ ok: true })
    }),
  )
}

function notErased(reason: Extract<EraseResult, { ok: false }>['reason']): HttpError {
  switch (reason) {
    case 'not_found':
      return notFound('customer')
    case 'wrong_name':
      return new HttpError(400, 'wrong_name', 'That is not the name of this customer. Nothing was erased.', {
        fields: { name: 'Type the name exactly as it stands on the record.' },
      })
    case 'merged':
      return new HttpError(409, reason, 'This record was merged into another one. Erase that one: both go together.')
    case 'erased_already':
      return new HttpError(409, reason, 'This customer was erased already.')
    case 'has_coming':
      return new HttpError(409, reason, 'There are visits to come. Cancel them first, then erase the customer.')
    case 'talking_now':
      return new HttpError(
        409,
        reason,
        'They are talking to Ava just now, or a time is kept for them. Wait a few minutes.',
      )
  }
}
