import { FirstRunStep, firstRunSteps, type FirstPersonaRequest, type FirstRun } from '@ava/protocol/portal/first-run.ts'
import type { PersonaFields } from '@ava/protocol/portal/persona.ts'
import { z } from 'zod'
import type { Tenant } from '../db/for-tenant.ts'
import { discardDraft, publishDraft, saveDraft, type PersonaRefusal } from './persona/change-persona.ts'
import { readPersona } from './persona/read-persona.ts'
import { invalid, recordSetUp, type SetUpRefusal } from './set-up-change.ts'

const Steps = z.partialRecord(FirstRunStep, z.enum(['done', 'skipped']))

/** How far the spa has come. One that was set up otherwise has no first run, and is through. */
export async function readFirstRun(
  tenant: Tenant,
  { ownOrigins }: { ownOrigins: readonly string[] },
): Promise<FirstRun> {
  return tenant.transaction(async (tx) => {
    const spa = await tx.tenant.findFirstOrThrow({ include: { persona: true, firstRun: true } })
    const steps = Steps.parse(spa.firstRun?.steps ?? {})
    const next = firstRunSteps.find((step) => steps[step] === undefined) ?? null
    const pages = await tx.conversation.findMany({
      where: { pageUrl: { not: null } },
      orderBy: { lastActivityAt: 'desc' },
      take: 50,
      select: { pageUrl: true, lastActivityAt: true },
    })
    const isOwn = (page: string) => ownOrigins.includes(URL.parse(page)?.origin ?? '')
    const seen = pages.find(({ pageUrl }) => !isOwn(pageUrl!))
    const tested = await tx.communicationMessage.findFirst({
      where: { author: 'customer' },
      orderBy: { sentAt: 'desc' },
      select: { sentAt: true },
    })
    const { persona, firstRun } = spa
    return {
      siteKey: spa.siteKey,
      steps,
      next,
      isFinished: firstRun === null || firstRun.finishedAt !== null,
      persona: { name: persona?.name ?? 'Ava', voice: persona?.voice ?? 'marin', greeting: persona?.greeting ?? '' },
      counts: {
        services: await tx.service.count({ where: { isActive: true } }),
        providers: await tx.provider.count({ where: { isActive: true } }),
        policies: await tx.policy.count(),
      },
      seenOnSite: seen ? { at: seen.lastActivityAt.toISOString(), page: seen.pageUrl! } : null,
      testedAt: tested?.sentAt.toISOString() ?? null,
    }
  })
}

/** Notes a step as done or left out; with the last one the first run is over. Of a spa without one, it begins here. */
export async function noteStep(
  tenant: Tenant,
  { step, state, actor, now }: { step: FirstRunStep; state: 'done' | 'skipped'; actor: string; now: Date },
): Promise<void> {
  await tenant.transaction(
    async (tx) => {
      const before = await tx.firstRun.findFirst()
      const steps = { ...Steps.parse(before?.steps ?? {}), [step]: state }
      const isThrough = firstRunSteps.every((one) => steps[one] !== undefined)
      const finishedAt = before?.finishedAt ?? (isThrough ? now : null)
      if (before) await tx.firstRun.updateMany({ data: { steps, finishedAt } })
      else await tx.firstRun.create({ data: { steps, finishedAt } })
      if (isThrough && !before?.finishedAt) {
        const subject = { subjectType: 'tenant', subjectId: tenant.id }
        await recordSetUp(tx, { actor, action: 'first_run.finished', ...subject, data: steps })
      }
    },
    { lock: 'set-up:first-run' },
  )
}

/** Her name, voice and first words, published at once: nobody has talked with her yet. */
export async function setFirstPersona(
  tenant: Tenant,
  { wanted, actor, now }: { wanted: FirstPersonaRequest; actor: string; now: Date },
): Promise<{ ok: true; id: string } | SetUpRefusal> {
  const { published, draft } = await readPersona(tenant)
  const by = { actor, now }
  const fields = { ...published.fields, ...wanted } as PersonaFields
  const saved = await saveDraft(tenant, by, { revision: draft?.revision ?? 0, fields })
  if (!saved.ok) return refusalOf(saved)
  const revision = (draft?.revision ?? 0) + 1
  const result = await publishDraft(tenant, by, { revision, publishedNumber: published.number })
  if (result.ok) return { ok: true, id: tenant.id }
  // As it was already: the draft says nothing new.
  if (result.reason !== 'nothing_to_publish') return refusalOf(result)
  await discardDraft(tenant, by, { revision })
  return { ok: true, id: tenant.id }
}

function refusalOf(refusal: PersonaRefusal): SetUpRefusal {
  return refusal.reason === 'invalid' ? invalid(refusal.fields) : { ok: false, reason: 'stale' }
}
