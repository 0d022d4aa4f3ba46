import type { PersonaFields, StoredPersona } from '@ava/protocol/portal/persona.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Prisma } from '../../db/generated/client.ts'
import { notifyDesk } from '../../db/notify.ts'
import { disclosesAi, mustDisclose } from './disclosure.ts'
import { personaDiff } from './persona-diff.ts'
import { fieldsOf } from './persona-rows.ts'

/** `stale`: somebody else has changed it since the person looked, or it is gone. */
export type PersonaRefusal =
  | { ok: false; reason: 'stale' | 'nothing_to_publish' | 'no_such_version' }
  | { ok: false; reason: 'invalid'; fields: Record<string, string> }
export type PersonaResult = { ok: true } | PersonaRefusal

interface By {
  /** "user:<id>" */
  actor: string
  now: Date
}

/** One at a time in a spa: numbers follow on each other, and there is one draft. */
const lock = { lock: 'persona' }

/** Keeps the draft, in place of the one with this revision (0: there was none). Conversations do not see it. */
export async function saveDraft(
  tenant: Tenant,
  { actor, now }: By,
  options: { revision: number; fields: PersonaFields },
): Promise<PersonaResult> {
  const { revision, fields } = options
  // In words, and not left to the model: the law wants to know before anybody is greeted.
  if (!disclosesAi(fields.greeting)) return { ok: false, reason: 'invalid', fields: { greeting: mustDisclose } }
  return tenant.transaction(async (tx) => {
    const draft = await findDraft(tx)
    if ((draft?.revision ?? 0) !== revision) return { ok: false, reason: 'stale' }
    const data = { ...fields, changedBy: actor, changedAt: now }
    const before = draft ? fieldsOf(draft) : fieldsOf(await tx.persona.findFirstOrThrow())
    const { id } = draft
      ? await tx.personaVersion.update({
          where: { tenantId_id: { tenantId: tenant.id, id: draft.id } },
          data: { ...data, revision: { increment: 1 } },
          select: { id: true },
        })
      : await tx.personaVersion.create({ data, select: { id: true } })
    await audit(tx, { actor, now, action: 'persona.drafted', id, data: changedFields(before, fields) })
    await notifyDesk(tx)
    return { ok: true }
  }, lock)
}

/** Throws the draft away. */
export async function discardDraft(
  tenant: Tenant,
  { actor, now }: By,
  { revision }: { revision: number },
): Promise<PersonaResult> {
  return tenant.transaction(async (tx) => {
    const draft = await findDraft(tx)
    if (draft?.revision !== revision) return { ok: false, reason: 'stale' }
    await tx.personaVersion.deleteMany({ where: { id: draft.id } })
    await audit(tx, { actor, now, action: 'persona.draft_discarded', id: draft.id, data: {} })
    await notifyDesk(tx)
    return { ok: true }
  }, lock)
}

/** The draft becomes what the next conversation is opened with. Those that are open go on as they began. */
export async function publishDraft(
  tenant: Tenant,
  { actor, now }: By,
  { revision, publishedNumber }: { revision: number; publishedNumber: number },
): Promise<PersonaResult> {
  return tenant.transaction(async (tx) => {
    const draft = await findDraft(tx)
    if (draft?.revision !== revision || (await newestNumber(tx)) !== publishedNumber)
      return { ok: false, reason: 'stale' }
    const fields = fieldsOf(draft)
    // What was drafted before a rule changed is looked at again.
    if (!disclosesAi(fields.greeting)) return { ok: false, reason: 'invalid', fields: { greeting: mustDisclose } }
    const changes = await publish(tx, { actor, now, fields, restoredFrom: null })
    if (changes === 0) return { ok: false, reason: 'nothing_to_publish' }
    await tx.personaVersion.deleteMany({ where: { id: draft.id } })
    return { ok: true }
  }, lock)
}

/** Publishes an older version anew, under the next number. A draft that somebody works on stays. */
export async function restoreVersion(
  tenant: Tenant,
  { actor, now }: By,
  { number, publishedNumber }: { number: number; publishedNumber: number },
): Promise<PersonaResult> {
  return tenant.transaction(async (tx) => {
    if ((await newestNumber(tx)) !== publishedNumber) return { ok: false, reason: 'stale' }
    const version = await tx.personaVersion.findFirst({ where: { number } })
    if (!version) return { ok: false, reason: 'no_such_version' }
    const fields = fieldsOf(version)
    if (!disclosesAi(fields.greeting)) return { ok: false, reason: 'invalid', fields: { greeting: mustDisclose } }
    const changes = await publish(tx, { actor, now, fields, restoredFrom: number })
    return changes === 0 ? { ok: false, reason: 'nothing_to_publish' } : { ok: true }
  }, lock)
}

/** Resolves to how many fields changed; with none, nothing is written. */
async function publish(
  tx: TenantTransaction,
  { actor, now, fields, restoredFrom }: By & { fields: StoredPersona; restoredFrom: number | null },
): Promise<number> {
  const persona = await tx.persona.findFirstOrThrow()
  const before = fieldsOf(persona)
  const changes = personaDiff(before, fields)
  if (changes.length === 0) return 0
  const number = await newestNumber(tx)
  if (number === 0) {
    // What the spa began with is the first of its history, so that there is a way back to it.
    const first = { number: 1, changedBy: 'ava', changedAt: persona.updatedAt, publishedAt: persona.updatedAt }
    await tx.personaVersion.create({ data: { ...before, ...first } })
  }
  const by = { changedBy: actor, changedAt: now, publishedBy: actor, publishedAt: now }
  const { id } = await tx.personaVersion.create({
    data: { ...fields, ...by, number: Math.max(number, 1) + 1, restoredFrom },
    select: { id: true },
  })
  await tx.persona.updateMany({ data: fields })
  const action = restoredFrom === null ? 'persona.published' : 'persona.rolled_back'
  await audit(tx, { actor, now, action, id, data: { number: Math.max(number, 1) + 1, restoredFrom, changes } })
  await notifyDesk(tx)
  return changes.length
}

function findDraft(tx: TenantTransaction) {
  return tx.personaVersion.findFirst({ where: { number: null } })
}

/** 0 while nothing was published. */
async function newestNumber(tx: TenantTransaction): Promise<number> {
  const { _max: newest } = await tx.personaVersion.aggregate({ _max: { number: true } })
  return newest.number ?? 0
}

const changedFields = (before: StoredPersona, after: StoredPersona) => ({
  fields: personaDiff(before, after).map(({ field }) => field),
})

async function audit(
  tx: TenantTransaction,
  { actor, now, action, id, data }: By & { action: string; id: string; data: Prisma.InputJsonObject },
): Promise<void> {
  await tx.auditEntry.create({
    data: { at: now, actor, action, subjectType: 'persona_version', subjectId: id, data },
  })
}
