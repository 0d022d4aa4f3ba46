import { namesAgree } from '../../customers/names.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'

/**
 * The entries that a conversation may see and change: those made in it, and, once a code has
 * proved a contact, those of the proven customer and of records doubled under that contact (as
 * with appointments: see find-appointments.ts). Longest waiting first; each with its open offer.
 */
export async function findWaiting(tx: TenantTransaction, query: { conversationId: string; now: Date }) {
  const { conversationId, now } = query
  const conversation = await tx.conversation.findFirst({
    where: { id: conversationId },
    select: {
      verifiedAt: true,
      customer: { select: { id: true, givenName: true, familyName: true } },
      codes: { where: { usedAt: { not: null } }, select: { kind: true, value: true } },
    },
  })
  const proven = conversation?.verifiedAt ? conversation.customer : null
  const contacts = conversation?.codes ?? []
  const rows = await tx.waitlistEntry.findMany({
    where: {
      status: { in: ['waiting', 'offered'] },
      OR: [
        { conversationId },
        ...(proven ? [{ customerId: proven.id }] : []),
        ...(proven && contacts.length > 0 ? [{ customer: { identities: { some: { OR: contacts } } } }] : []),
      ],
    },
    include: {
      customer: true,
      service: { select: { name: true } },
      provider: { select: { displayName: true } },
      location: { select: { timeZone: true } },
      offers: {
        where: { status: 'offered', hold: { status: 'active', expiresAt: { gt: now } } },
        include: {
          hold: { include: { provider: { select: { displayName: true } }, location: { select: { timeZone: true } } } },
        },
        orderBy: { offeredAt: 'desc' },
        take: 1,
      },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 20,
  })
  const isTheirs = (row: (typeof rows)[number]) =>
    row.conversationId === conversationId ||
    (proven !== null && (row.customerId === proven.id || namesAgree(row.customer, proven)))
  return { isVerified: proven !== null, entries: rows.filter(isTheirs) }
}

export type VisibleEntry = Awaited<ReturnType<typeof findWaiting>>['entries'][number]
