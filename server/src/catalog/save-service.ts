import type { ServiceDraft, ServiceRequest } from '@ava/protocol/portal/set-up-services.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { differences, hasProblems, invalid, isStale, recordSetUp, type SetUpRefusal } from '../tenants/set-up-change.ts'
import { plainWords } from './match-words.ts'
import { saveAftercare } from './save-aftercare.ts'
import { saveScreeningRules } from './save-screening-rules.ts'
import { serviceProblems, type ServiceSurroundings } from './service-rules.ts'

/** Services and what they are told apart by change one after the other. */
export const servicesLock = 'set-up:services'

/** Writes a service as its form has it; `id` null: a new one. Appointments that are booked keep what they were booked with. */
export async function saveService(
  tenant: Tenant,
  { id, request, actor }: { id: string | null; request: ServiceRequest; actor: string },
): Promise<{ ok: true; id: string } | SetUpRefusal> {
  return tenant.transaction((tx) => saveServiceIn(tx, { tenantId: tenant.id, id, request, actor }), {
    lock: servicesLock,
  })
}

/** As `saveService`, within a transaction that has the lock. */
export async function saveServiceIn(
  tx: TenantTransaction,
  { tenantId, id, request, actor }: { tenantId: string; id: string | null; request: ServiceRequest; actor: string },
): Promise<{ ok: true; id: string } | SetUpRefusal> {
  const { updatedAt, ...draft } = request
  const before = id === null ? null : await tx.service.findFirst({ where: { id } })
  if (id !== null && !before) return { ok: false, reason: 'missing' }
  if (before && isStale(before, updatedAt)) return { ok: false, reason: 'stale' }
  const problems = serviceProblems(draft, { id, around: await surroundings(tx, id) })
  if (hasProblems(problems)) return invalid(problems)

  const { segments, providerIds, aftercare, screening, ...plain } = draft
  const data = {
    ...plain,
    aliases: [...new Set(plain.aliases.filter(Boolean))],
    prerequisiteValidDays: plain.prerequisiteServiceId === null ? null : plain.prerequisiteValidDays,
  }
  const row = before
    ? await tx.service.update({ where: { tenantId_id: { tenantId, id: before.id } }, data: { ...data } })
    : await tx.service.create({ data: { ...data, slug: await freeSlug(tx, draft.name) } })
  await writeSegments(tx, { serviceId: row.id, segments })
  await writeEligibility(tx, { serviceId: row.id, providerIds })
  await saveAftercare(tx, { serviceId: row.id, name: row.name, aliases: row.aliases, aftercare })
  await saveScreeningRules(tx, { serviceId: row.id, rules: screening })
  await recordSetUp(tx, {
    actor,
    action: before ? 'service.changed' : 'service.added',
    subjectType: 'service',
    subjectId: row.id,
    data: { name: row.name, changes: differences(before, data), parts: segments.length, providers: providerIds.length },
  })
  return { ok: true, id: row.id }
}

/** In use or not: what is booked stays. */
export async function setServiceActive(
  tenant: Tenant,
  change: { id: string; isActive: boolean; updatedAt: string | null; actor: string },
): Promise<{ ok: true; id: string } | SetUpRefusal> {
  const { id, isActive, updatedAt, actor } = change
  return tenant.transaction(
    async (tx): Promise<{ ok: true; id: string } | SetUpRefusal> => {
      const row = await tx.service.findFirst({ where: { id } })
      if (!row) return { ok: false, reason: 'missing' }
      if (isStale(row, updatedAt)) return { ok: false, reason: 'stale' }
      await tx.service.updateMany({ where: { id }, data: { isActive } })
      const subject = { subjectType: 'service', subjectId: id }
      const action = isActive ? 'service.activated' : 'service.deactivated'
      await recordSetUp(tx, { actor, action, ...subject, data: { name: row.name } })
      return { ok: true, id }
    },
    { lock: servicesLock },
  )
}

export async function surroundings(tx: TenantTransaction, id: string | null): Promise<ServiceSurroundings> {
  const spa = await tx.tenant.findFirstOrThrow({ select: { currency: true } })
  const services = await tx.service.findMany({ select: { id: true, name: true, prerequisiteServiceId: true } })
  const providers = await tx.provider.findMany({ select: { id: true, displayName: true, credential: true } })
  const policies = await tx.policy.findMany({ select: { id: true } })
  const questions = await tx.screeningQuestion.findMany({ where: { isActive: true }, select: { key: true } })
  return {
    currency: spa.currency,
    services: services.filter((service) => service.id !== id),
    providers,
    policyIds: policies.map((policy) => policy.id),
    questionKeys: questions.map(({ key }) => key),
  }
}

async function writeSegments(
  tx: TenantTransaction,
  { serviceId, segments }: { serviceId: string; segments: ServiceDraft['segments'] },
): Promise<void> {
  await tx.serviceSegment.deleteMany({ where: { serviceId } })
  await tx.serviceSegment.createMany({
    data: segments.map((segment, position) => ({ ...segment, serviceId, position })),
  })
}

async function writeEligibility(
  tx: TenantTransaction,
  { serviceId, providerIds }: { serviceId: string; providerIds: readonly string[] },
): Promise<void> {
  await tx.serviceEligibility.deleteMany({ where: { serviceId } })
  await tx.serviceEligibility.createMany({
    data: [...new Set(providerIds)].map((providerId) => ({ serviceId, providerId })),
  })
}

/** "Botox & filler" → "botox-filler", with a number behind it where another has it. */
async function freeSlug(tx: TenantTransaction, name: string): Promise<string> {
  const slug = plainWords(name).replaceAll(' ', '-').slice(0, 60) || 'service'
  const taken = await tx.service.findMany({ where: { slug: { startsWith: slug } }, select: { slug: true } })
  const isTaken = (one: string) => taken.some((other) => other.slug === one)
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? slug : `${slug}-${number}`
    if (!isTaken(candidate)) return candidate
  }
}
