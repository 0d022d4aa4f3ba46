import type { FromTemplatesRequest, ServiceTemplates } from '@ava/protocol/portal/set-up-services.ts'
import type { Tenant } from '../db/for-tenant.ts'
import { invalid, type SetUpRefusal } from '../tenants/set-up-change.ts'
import { newServiceDraft } from './new-service.ts'
import { saveServiceIn, servicesLock } from './save-service.ts'
import { templateServices } from './service-templates.ts'

export async function readTemplates(tenant: Tenant): Promise<ServiceTemplates> {
  const spa = await tenant.db.tenant.findFirstOrThrow({ select: { currency: true } })
  const services = await tenant.db.service.findMany({ select: { name: true } })
  const names = new Set(services.map(({ name }) => name.toLowerCase()))
  return {
    currency: spa.currency.trim(),
    templates: templateServices.map((template) => ({
      key: template.key,
      name: template.name,
      category: template.category,
      description: template.description,
      priceFromCents: template.priceFromCents,
      priceToCents: template.priceToCents,
      priceNote: template.priceNote,
      totalMin: template.segments.reduce((sum, { durationMin }) => sum + durationMin, 0),
      isThere: names.has(template.name.toLowerCase()),
    })),
  }
}

/**
 * Adds usual services as the spa's own, whole or not at all; those it has by name are left as they
 * are. Whoever is a provider already, and licensed for it, is on each one's list. A range keeps its
 * width where its beginning was moved.
 */
export async function addFromTemplates(
  tenant: Tenant,
  { chosen, actor }: FromTemplatesRequest & { actor: string },
): Promise<{ ok: true; added: number; skipped: number } | SetUpRefusal> {
  const templates = chosen.map(({ key }) => templateServices.find((template) => template.key === key))
  if (templates.includes(undefined)) return invalid({ chosen: 'One of these is not in the catalogue any more.' })
  return tenant.transaction(
    async (tx): Promise<{ ok: true; added: number; skipped: number } | SetUpRefusal> => {
      const services = await tx.service.findMany({ select: { name: true } })
      const names = new Set(services.map(({ name }) => name.toLowerCase()))
      const providers = await tx.provider.findMany({
        where: { isActive: true },
        select: { id: true, credential: true },
      })
      const policy = await tx.policy.findFirst({
        where: { effectiveFrom: { lte: new Date() } },
        orderBy: [{ name: 'asc' }, { version: 'desc' }],
        select: { id: true },
      })
      let added = 0
      for (const [index, template] of templates.entries()) {
        const { key: _key, ...service } = template!
        if (names.has(service.name.toLowerCase())) continue
        names.add(service.name.toLowerCase())
        const { priceFromCents } = chosen[index]!
        const saved = await saveServiceIn(tx, {
          tenantId: tenant.id,
          id: null,
          actor,
          request: {
            ...newServiceDraft(),
            ...service,
            priceFromCents,
            priceToCents: rangeEnd(service, priceFromCents),
            depositCents: Math.min(service.depositCents, priceFromCents),
            policyId: policy?.id ?? null,
            providerIds: providers
              .filter(({ credential }) => (service.allowedCredentials as string[]).includes(credential))
              .map(({ id }) => id),
            updatedAt: null,
          },
        })
        if (!saved.ok) throw new Error(`The template "${template!.key}" is not a sound service`)
        added++
      }
      return { ok: true, added, skipped: chosen.length - added }
    },
    { lock: servicesLock, timeoutMs: 30_000 },
  )
}

function rangeEnd(service: { priceFromCents: number; priceToCents: number | null }, fromCents: number): number | null {
  if (service.priceToCents === null) return null
  return Math.min(fromCents + service.priceToCents - service.priceFromCents, 10_000_000)
}
