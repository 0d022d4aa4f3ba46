import type { CustomerDetail, CustomerSummary } from '@ava/protocol/portal/customers.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import type { Prisma } from '../../../db/generated/client.ts'
import { fullName } from '../conversations/conversation-summary.ts'

const MAX_SAME = 10

export const customerColumns = {
  id: true,
  givenName: true,
  familyName: true,
  createdAt: true,
  identities: { orderBy: { createdAt: 'asc' } },
} as const satisfies Prisma.CustomerSelect

type CustomerRow = Prisma.CustomerGetPayload<{ select: typeof customerColumns }>

export function toCustomer(row: CustomerRow): CustomerSummary {
  return {
    id: row.id,
    name: fullName(row),
    createdAt: row.createdAt.toISOString(),
    identities: row.identities.map(({ id, kind, value, status }) => ({
      id,
      kind,
      value,
      isVerified: status === 'verified',
    })),
  }
}

/** One person: who they are, and who they may be as well. Null when this spa has no such customer. */
export async function readCustomer(tenant: Tenant, { id }: { id: string }): Promise<CustomerDetail | null> {
  return tenant.transaction(async (tx) => {
    const row = await tx.customer.findFirst({
      where: { id },
      select: {
        ...customerColumns,
        note: true,
        language: true,
        timeZone: true,
        mergedIntoId: true,
        mergesKept: {
          where: { undoneAt: null },
          orderBy: { mergedAt: 'desc' },
          include: { merged: { select: { givenName: true, familyName: true } } },
        },
      },
    })
    if (!row) return null
    const merges: CustomerDetail['merges'] = []
    for (const { id: mergeId, merged, mergedAt, mergedBy } of row.mergesKept) {
      const by = await whoMerged(tx, mergedBy)
      const canUndo = row.mergedIntoId === null
      merges.push({ id: mergeId, name: fullName(merged), at: mergedAt.toISOString(), by, canUndo })
    }
    return {
      ...toCustomer(row),
      note: row.note,
      language: row.language,
      timeZone: row.timeZone,
      mergedIntoId: row.mergedIntoId,
      merges,
      perhapsSame: row.mergedIntoId === null ? await perhapsSame(tx, row) : [],
    }
  })
}

/** Others with the same number or address, or the same whole name. */
async function perhapsSame(tx: TenantTransaction, row: CustomerRow): Promise<CustomerSummary[]> {
  const { id, givenName, familyName, identities } = row
  const sameContact = identities.map(({ kind, value }) => ({ identities: { some: { kind, value } } }))
  const sameName = familyName === null ? [] : [{ givenName, familyName }]
  if (sameContact.length + sameName.length === 0) return []
  const others = await tx.customer.findMany({
    where: { id: { not: id }, mergedIntoId: null, OR: [...sameContact, ...sameName] },
    select: customerColumns,
    orderBy: { createdAt: 'asc' },
    take: MAX_SAME,
  })
  return others.map(toCustomer)
}

/** "Ava" when a proved number or address did it. */
async function whoMerged(tx: TenantTransaction, by: string): Promise<string> {
  const userId = /^user:(.+)$/.exec(by)?.[1]
  if (userId === undefined) return 'Ava'
  const member = await tx.membership.findFirst({ where: { userId }, select: { user: { select: { name: true } } } })
  return member?.user.name ?? 'a former colleague'
}
