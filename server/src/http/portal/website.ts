import { MAX_ALLOWED_ORIGINS, type Website } from '@ava/protocol/portal/website.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { lockForTransaction } from '../../db/locks.ts'
import { lookOf } from '../../tenants/widget/widget-look.ts'
import { HttpError } from '../http-error.ts'
import { widgetSnippet } from '../widget/snippet.ts'

export async function readWebsite(tenant: Tenant, options: { publicBaseUrl: string }): Promise<Website> {
  const site = await tenant.db.tenant.findFirstOrThrow({
    select: { siteKey: true, name: true, allowedOrigins: true, persona: true },
  })
  const look = await lookOf(tenant)
  const scriptUrl = `${options.publicBaseUrl}/widget/v1/ava.js`
  const { persona, allowedOrigins, ...spa } = site
  return {
    snippet: widgetSnippet({ scriptUrl, site: { ...spa, look, ...(persona ? { persona } : {}) } }).text,
    allowedOrigins,
  }
}

interface OriginChange {
  origin: string
  /** Who wants it; the audit names them. */
  userId: string
}

/** Lets the widget appear on `origin`, an exact one. Nothing changes when it may already. Throws 409 when the list is full. */
export async function allowOrigin(tenant: Tenant, { origin, userId }: OriginChange): Promise<void> {
  await tenant.transaction(async (tx) => {
    const before = await originsToChange(tx)
    if (before.some((entry) => isSame(entry, origin))) return
    if (before.length >= MAX_ALLOWED_ORIGINS) {
      const message = `There are ${MAX_ALLOWED_ORIGINS} websites already. Remove one you no longer use, then add this one.`
      throw new HttpError(409, 'too_many_websites', message, { fields: { origin: message } })
    }
    await write(tx, tenant, { action: 'website.allowed', origin, userId, after: [...before, origin] })
  })
}

/** The widget is refused on `origin` from then on. Nothing changes when it was not on the list. */
export async function removeOrigin(tenant: Tenant, { origin, userId }: OriginChange): Promise<void> {
  await tenant.transaction(async (tx) => {
    const before = await originsToChange(tx)
    const after = before.filter((entry) => !isSame(entry, origin))
    if (after.length === before.length) return
    await write(tx, tenant, { action: 'website.removed', origin, userId, after })
  })
}

/** The list as it is, kept from others until the transaction ends: the list is written whole. */
async function originsToChange(tx: TenantTransaction): Promise<string[]> {
  await lockForTransaction(tx, 'allowed-origins')
  const { allowedOrigins } = await tx.tenant.findFirstOrThrow({ select: { allowedOrigins: true } })
  return allowedOrigins
}

async function write(
  tx: TenantTransaction,
  tenant: Tenant,
  change: OriginChange & { action: string; after: string[] },
): Promise<void> {
  const { action, origin, userId, after } = change
  await tx.tenant.updateMany({ data: { allowedOrigins: after } })
  await tx.auditEntry.create({
    data: { actor: `user:${userId}`, action, subjectType: 'tenant', subjectId: tenant.id, data: { origin } },
  })
}

/** What the widget's own check takes for the same. */
function isSame(entry: string, origin: string): boolean {
  return entry === origin || URL.parse(entry)?.origin === origin
}
