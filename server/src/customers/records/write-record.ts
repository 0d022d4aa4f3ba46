import type { Tenant } from '../../db/for-tenant.ts'
import { notifyDesk } from '../../db/notify.ts'
import type { Contact } from '../contact.ts'
import { addContacts } from '../find-or-create.ts'

export interface RecordWords {
  givenName: string
  familyName: string | null
  note: string | null
}

/** A customer whom somebody at the spa writes down: always a new one, since staff can merge two. */
export async function createCustomer(
  tenant: Tenant,
  request: RecordWords & { contacts: readonly Contact[]; actor: string },
): Promise<{ id: string }> {
  const { contacts, actor, ...words } = request
  return tenant.transaction(async (tx) => {
    const { id } = await tx.customer.create({ data: words, select: { id: true } })
    await addContacts(tx, { customerId: id, contacts })
    await tx.auditEntry.create({ data: { actor, action: 'customer.created', subjectType: 'customer', subjectId: id } })
    await notifyDesk(tx)
    return { id }
  })
}

export type SaveResult = { ok: true } | { ok: false; reason: 'not_found' | 'stale' | 'not_kept' }

/**
 * Writes name, note and contacts as a form has them. Contacts that were proved stay whatever the form says; of the
 * claimed ones those that are not in it go. `stale`: somebody has changed the record since it was read.
 */
export async function saveCustomer(
  tenant: Tenant,
  request: RecordWords & { id: string; contacts: readonly Contact[]; readAt: string; actor: string; now: Date },
): Promise<SaveResult> {
  const { id, contacts, readAt, actor, now, ...words } = request
  return tenant.transaction(
    async (tx) => {
      const row = await tx.customer.findFirst({ where: { id } })
      if (!row) return { ok: false, reason: 'not_found' }
      if (row.mergedIntoId !== null || row.erasedAt !== null) return { ok: false, reason: 'not_kept' }
      if (row.updatedAt.toISOString() !== readAt) return { ok: false, reason: 'stale' }
      const changed = (['givenName', 'familyName', 'note'] as const).filter((field) => row[field] !== words[field])
      // The instant moves on even when only a contact changes: it is what makes another's form stale.
      await tx.customer.updateMany({ where: { id }, data: { ...words, updatedAt: now } })
      await tx.identity.deleteMany({
        where: {
          customerId: id,
          status: 'claimed',
          NOT: { OR: contacts.map(({ kind, value }) => ({ kind, value })) },
        },
      })
      await addContacts(tx, { customerId: id, contacts })
      await tx.auditEntry.create({
        data: { actor, action: 'customer.updated', subjectType: 'customer', subjectId: id, data: { changed } },
      })
      await notifyDesk(tx)
      return { ok: true }
    },
    { lock: `customer:${id}` },
  )
}

/** Writes down what somebody told a person at the spa about one purpose. False when the spa has no such customer. */
export async function recordConsent(
  tenant: Tenant,
  request: { customerId: string; purpose: string; isGranted: boolean; text: string; actor: string; now: Date },
): Promise<boolean> {
  const { customerId, purpose, isGranted, text, actor, now } = request
  return tenant.transaction(async (tx) => {
    const customer = await tx.customer.count({ where: { id: customerId, mergedIntoId: null, erasedAt: null } })
    if (customer === 0) return false
    await tx.consent.create({ data: { customerId, purpose, isGranted, text, source: 'staff', at: now } })
    const action = isGranted ? 'consent.recorded' : 'consent.withdrawn'
    await tx.auditEntry.create({
      data: { actor, action, subjectType: 'customer', subjectId: customerId, data: { purpose } },
    })
    await notifyDesk(tx)
    return true
  })
}
