import type { CustomerDetail, CustomerSummary } from '@ava/protocol/portal/customers.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import type { Prisma } from '../../../db/generated/client.ts'
import { fullName } from '../conversations/conversation-summary.ts'

const MAX_SAME = 10
const MAX_VISITS = 100
const MAX_CONSENTS = 100

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

export interface CustomerViewer {
  /** Whose visits alone are shown; null: everybody's. */
  providerId: string | null
  seesMoney: boolean
}

/** One person: who they are, and who they may be as well. Null when this spa has no such customer. */
export async function readCustomer(
  tenant: Tenant,
  { id, viewer }: { id: string; viewer: CustomerViewer },
): Promise<CustomerDetail | null> {
  return tenant.transaction(async (tx) => {
    const row = await tx.customer.findFirst({
      where: { id },
      select: {
        ...customerColumns,
        note: true,
        language: true,
        timeZone: true,
        mergedIntoId: true,
        updatedAt: true,
        erasedAt: true,
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
      perhapsSame: row.mergedIntoId === null && row.erasedAt === null ? await perhapsSame(tx, row) : [],
      updatedAt: row.updatedAt.toISOString(),
      givenName: row.givenName,
      familyName: row.familyName,
      erasedAt: row.erasedAt?.toISOString() ?? null,
      appointments: await visitsOf(tx, { id, viewer }),
      consents: await consentsOf(tx, id),
      optedOut: await optedOutOf(tx, row),
    }
  })
}

async function visitsOf(
  tx: TenantTransaction,
  { id, viewer }: { id: string; viewer: CustomerViewer },
): Promise<CustomerDetail['appointments']> {
  const { providerId, seesMoney } = viewer
  const rows = await tx.appointment.findMany({
    where: { customerId: id, ...(providerId === null ? {} : { providerId }) },
    orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
    take: MAX_VISITS,
    select: {
      id: true,
      startsAt: true,
      status: true,
      priceCents: true,
      currency: true,
      service: { select: { name: true } },
      provider: { select: { displayName: true } },
    },
  })
  return rows.map(({ startsAt, service, provider, priceCents, ...visit }) => ({
    ...visit,
    startsAt: startsAt.toISOString(),
    serviceName: service.name,
    providerName: provider.displayName,
    priceCents: seesMoney ? priceCents : null,
  }))
}

async function consentsOf(tx: TenantTransaction, customerId: string): Promise<CustomerDetail['consents']> {
  const rows = await tx.consent.findMany({
    where: { customerId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: MAX_CONSENTS,
    select: { id: true, purpose: true, isGranted: true, text: true, source: true, at: true },
  })
  return rows.map(({ at, ...consent }) => ({ ...consent, at: at.toISOString() }))
}

async function optedOutOf(tx: TenantTransaction, { identities }: CustomerRow): Promise<string[]> {
  const rows = await tx.optOut.findMany({
    where: { theirAddress: { in: identities.map(({ value }) => value) } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { ourAddress: true, theirAddress: true, isOptedOut: true },
  })
  const newest = new Map(rows.map((row) => [`${row.ourAddress} ${row.theirAddress}`, row]))
  return [...new Set([...newest.values()].flatMap((row) => (row.isOptedOut ? row.theirAddress : [])))]
}

/** Others with the same number or address, or the same whole name. */
async function perhapsSame(tx: TenantTransaction, row: CustomerRow): Promise<CustomerSummary[]> {
  const { id, givenName, familyName, identities } = row
  const sameContact = identities.map(({ kind, value }) => ({ identities: { some: { kind, value } } }))
  const sameName = familyName === null ? [] : [{ givenName, familyName }]
  if (sameContact.length + sameName.length === 0) return []
  const others = await tx.customer.findMany({
    where: { id: { not: id }, mergedIntoId: null, erasedAt: null, OR: [...sameContact, ...sameName] },
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
