import {
  Credential,
  type ServiceChoices,
  type ServiceDetail,
  type ServiceRow,
} from '@ava/protocol/portal/set-up-services.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'

/** Every service of the spa, those out of use included. */
export async function readServiceRows(tenant: Tenant): Promise<ServiceRow[]> {
  return tenant.transaction(async (tx) => {
    const rows = await tx.service.findMany({
      orderBy: [{ category: 'asc' }, { name: 'asc' }],
      include: {
        segments: { select: { durationMin: true, needsResources: true } },
        eligibility: { where: { provider: { isActive: true } }, select: { providerId: true } },
      },
    })
    const kinds = new Set(await activeKinds(tx))
    return rows.map(({ segments, eligibility, updatedAt, ...row }) => ({
      id: row.id,
      name: row.name,
      category: row.category,
      priceFromCents: row.priceFromCents,
      priceToCents: row.priceToCents,
      depositCents: row.depositCents,
      currency: row.currency.trim(),
      totalMin: segments.reduce((sum, { durationMin }) => sum + durationMin, 0),
      isActive: row.isActive,
      providerCount: eligibility.length,
      updatedAt: updatedAt.toISOString(),
      trouble: !row.isActive
        ? null
        : eligibility.length === 0
          ? 'no_provider'
          : segments.some(({ needsResources }) => needsResources.some((kind) => !kinds.has(kind)))
            ? 'no_resource'
            : null,
    }))
  })
}

async function activeKinds(tx: TenantTransaction): Promise<string[]> {
  const rows = await tx.resource.findMany({
    where: { providerId: null, isActive: true, purpose: { not: null } },
    distinct: ['purpose'],
    select: { purpose: true },
    orderBy: { purpose: 'asc' },
  })
  return rows.map(({ purpose }) => purpose!)
}

/** One service as its form has it, and what the form offers; `id` null: the form of a new one. Null: there is none such. */
export async function readServiceDetail(tenant: Tenant, { id }: { id: string | null }): Promise<ServiceDetail | null> {
  return tenant.transaction(async (tx) => {
    const choices = await readChoices(tx, id)
    if (id === null) return { service: null, choices }
    const row = await tx.service.findFirst({
      where: { id },
      include: {
        segments: { orderBy: { position: 'asc' } },
        eligibility: { select: { providerId: true } },
        aftercare: { select: { body: true, approvedBy: true } },
        screeningRules: { where: { isActive: true }, orderBy: { version: 'asc' } },
      },
    })
    if (!row) return null
    const rules = [...new Map(row.screeningRules.map((rule) => [rule.questionKey, rule])).values()]
    const orderOf = (key: string) => choices.questions.findIndex((question) => question.key === key)
    return {
      choices,
      service: {
        id: row.id,
        name: row.name,
        category: row.category,
        description: row.description,
        priceFromCents: row.priceFromCents,
        priceToCents: row.priceToCents,
        priceNote: row.priceNote,
        depositCents: row.depositCents,
        repeatNote: row.repeatNote,
        aliases: row.aliases,
        minNoticeMin: row.minNoticeMin,
        horizonDays: row.horizonDays,
        slotIntervalMin: row.slotIntervalMin,
        policyId: row.policyId,
        allowedCredentials: row.allowedCredentials.flatMap((one) => Credential.safeParse(one).data ?? []),
        capacity: row.capacity,
        maxPerDay: row.maxPerDay,
        requiresApproval: row.requiresApproval,
        prerequisiteServiceId: row.prerequisiteServiceId,
        prerequisiteValidDays: row.prerequisiteValidDays,
        segments: row.segments.map(({ name, durationMin, needsProvider, needsResources, isVisible }) => ({
          name,
          durationMin,
          needsProvider,
          needsResources,
          isVisible,
        })),
        providerIds: row.eligibility.map(({ providerId }) => providerId),
        aftercare: row.aftercare ? { text: row.aftercare.body, approvedBy: row.aftercare.approvedBy ?? '' } : null,
        screening: rules
          .sort((a, b) => orderOf(a.questionKey) - orderOf(b.questionKey))
          .map(({ questionKey, effect, untilMonths, untilDays, text, approvedBy }) => ({
            questionKey,
            effect,
            untilMonths,
            untilDays,
            text,
            approvedBy,
          })),
        isActive: row.isActive,
        updatedAt: row.updatedAt.toISOString(),
      },
    }
  })
}

async function readChoices(tx: TenantTransaction, id: string | null): Promise<ServiceChoices> {
  const spa = await tx.tenant.findFirstOrThrow({ select: { currency: true } })
  const providers = await tx.provider.findMany({
    select: { id: true, displayName: true, credential: true, isActive: true },
    orderBy: { displayName: 'asc' },
  })
  const policies = await tx.policy.findMany({
    select: { id: true, name: true, version: true, effectiveFrom: true, services: { select: { id: true } } },
    orderBy: [{ name: 'asc' }, { version: 'desc' }],
  })
  const services = await tx.service.findMany({
    select: { id: true, name: true, category: true },
    orderBy: { name: 'asc' },
  })
  const questions = await tx.screeningQuestion.findMany({
    where: { isActive: true },
    orderBy: [{ position: 'asc' }, { version: 'asc' }],
    select: { key: true, text: true, shortText: true },
  })
  const now = new Date()
  const current = new Map<string, (typeof policies)[number]>()
  for (const policy of policies) {
    if (policy.effectiveFrom <= now && !current.has(policy.name)) current.set(policy.name, policy)
  }
  // What the service has is among the choices even where a newer version is in force.
  const own = policies.filter((policy) => policy.services.some((service) => service.id === id))
  const offered = [...new Set([...current.values(), ...own])]
  return {
    currency: spa.currency.trim(),
    providers: providers.map(({ displayName, ...provider }) => ({ ...provider, name: displayName })),
    resourceKinds: await activeKinds(tx),
    policies: offered.map(({ id, name, version }) => ({ id, name, version })),
    services: services.filter((service) => service.id !== id).map(({ id, name }) => ({ id, name })),
    questions: [...new Map(questions.map((question) => [question.key, question])).values()],
    categories: [...new Set(services.map(({ category }) => category))].sort(),
  }
}
