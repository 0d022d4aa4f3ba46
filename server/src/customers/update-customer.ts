import type { Tenant } from '../db/for-tenant.ts'
import type { Contact } from './contact.ts'
import { addContacts } from './find-or-create.ts'

/**
 * Changes a customer's name and contacts. A new phone or email takes the place of those of its
 * kind that were never proved; proved ones stay, since they are what the person can prove again.
 */
export async function updateCustomer(
  tenant: Tenant,
  change: {
    conversationId: string
    customerId: string
    givenName: string | null
    familyName: string | null
    contacts: readonly Contact[]
  },
): Promise<void> {
  const { customerId, contacts } = change
  await tenant.transaction(async (tx) => {
    await tx.customer.updateMany({
      where: { id: customerId },
      data: {
        ...(change.givenName ? { givenName: change.givenName } : {}),
        ...(change.familyName ? { familyName: change.familyName } : {}),
      },
    })
    for (const { kind, value } of contacts) {
      await tx.identity.deleteMany({ where: { customerId, kind, status: 'claimed', value: { not: value } } })
    }
    await addContacts(tx, { customerId, contacts })
    await tx.auditEntry.create({
      data: {
        actor: 'ava',
        action: 'customer.updated',
        subjectType: 'customer',
        subjectId: customerId,
        data: { conversationId: change.conversationId, changed: contacts.map(({ kind }) => kind) },
      },
    })
  })
}
