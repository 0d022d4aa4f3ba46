import { randomBytes } from 'node:crypto'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'

export interface NewSpa {
  name: string
  /** IANA, known to this machine. */
  timeZone: string
  ownerUserId: string
}

/**
 * Makes a spa with its owner, and with what a conversation needs to be opened: how Ava speaks, and one
 * place, closed until its hours are set. `tenant` is of a fresh id; the first run fills in the rest.
 */
export async function createSpa(tenant: Tenant, spa: NewSpa): Promise<{ tenantId: string; siteKey: string }> {
  const siteKey = siteKeyFor(spa.name)
  await tenant.transaction(async (tx) => {
    await tx.tenant.create({
      data: { id: tenant.id, siteKey, name: spa.name, timeZone: spa.timeZone, allowedOrigins: [] },
    })
    await createDefaults(tx, spa)
    const { id } = await tx.membership.create({ data: { userId: spa.ownerUserId, role: 'owner' } })
    await tx.auditEntry.create({
      data: {
        actor: `user:${spa.ownerUserId}`,
        action: 'spa.created',
        subjectType: 'membership',
        subjectId: id,
        data: { name: spa.name, timeZone: spa.timeZone },
      },
    })
  })
  return { tenantId: tenant.id, siteKey }
}

async function createDefaults(tx: TenantTransaction, { name, timeZone }: NewSpa): Promise<void> {
  await tx.persona.create({
    data: {
      greeting: `Hi, this is Ava, the AI assistant at ${name}. How can I help?`,
      houseRules: [],
      suggestions: ['Book an appointment', 'What do you offer?', 'Where are you?'],
      privacyLine: `Ava is an AI. ${name} keeps this conversation so that the team can help you.`,
    },
  })
  await tx.location.create({ data: { name, address: '', timeZone, hours: {} } })
  await tx.firstRun.create({ data: {} })
}

/** Readable in a snippet, and not to be guessed from the name: "willow-spa-k3v9q2". */
function siteKeyFor(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 32)
    .replaceAll(/^-+|-+$/g, '')
  const tail = Array.from(randomBytes(6), (byte) => 'abcdefghjkmnpqrstuvwxyz23456789'[byte % 31]).join('')
  return words === '' ? `spa-${tail}` : `${words}-${tail}`
}
