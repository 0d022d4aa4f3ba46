import type { ArticleFields, KnowledgeStatus } from '@ava/protocol/portal/knowledge.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Prisma } from '../../db/generated/client.ts'
import { newId } from '../../db/new-id.ts'
import { notifyDesk } from '../../db/notify.ts'

export type ArticleResult =
  | { ok: true; id: string }
  /** `stale`: somebody else has changed it since. `empty`: what Ava may use needs words. */
  | { ok: false; reason: 'not_found' | 'stale' | 'same_title' | 'empty' }

interface By {
  /** "user:<id>" */
  actor: string
  now: Date
}

export async function createArticle(
  tenant: Tenant,
  by: By,
  { status, ...fields }: ArticleFields & { status: 'draft' | 'approved' },
): Promise<ArticleResult> {
  if (status === 'approved' && fields.body === '') return { ok: false, reason: 'empty' }
  const id = newId()
  return unlessSameTitle(() =>
    tenant.transaction(async (tx) => {
      await tx.knowledgeArticle.create({ data: { id, ...fields, status } })
      await audit(tx, by, { id, action: 'created', data: { status } })
      return { ok: true, id }
    }),
  )
}

/** Changes what it says. Of an approved one, Ava uses the new words at once. */
export async function saveArticle(
  tenant: Tenant,
  by: By,
  { id, updatedAt, ...fields }: ArticleFields & { id: string; updatedAt: string },
): Promise<ArticleResult> {
  return unlessSameTitle(() =>
    tenant.transaction(async (tx) => {
      const row = await tx.knowledgeArticle.findFirst({ where: { id } })
      if (!row) return { ok: false, reason: 'not_found' }
      if (row.status === 'approved' && fields.body === '') return { ok: false, reason: 'empty' }
      // In the statement itself: two who save at once do not both find the old one.
      const { count } = await tx.knowledgeArticle.updateMany({ where: { id, updatedAt }, data: fields })
      if (count === 0) return { ok: false, reason: 'stale' }
      const changed = (Object.keys(fields) as (keyof ArticleFields)[]).filter(
        (name) => JSON.stringify(row[name]) !== JSON.stringify(fields[name]),
      )
      // The words themselves, so that what Ava said once can be found again.
      const before = Object.fromEntries(changed.map((name) => [name, row[name]]))
      await audit(tx, by, { id, action: 'changed', data: { before } })
      return { ok: true, id }
    }),
  )
}

/** Approves, archives or takes back to a draft. */
export async function setArticleStatus(
  tenant: Tenant,
  by: By,
  { id, status, updatedAt }: { id: string; status: KnowledgeStatus; updatedAt: string },
): Promise<ArticleResult> {
  return tenant.transaction(async (tx) => {
    const row = await tx.knowledgeArticle.findFirst({ where: { id }, select: { body: true } })
    if (!row) return { ok: false, reason: 'not_found' }
    if (status === 'approved' && row.body.trim() === '') return { ok: false, reason: 'empty' }
    const { count } = await tx.knowledgeArticle.updateMany({ where: { id, updatedAt }, data: { status } })
    if (count === 0) return { ok: false, reason: 'stale' }
    await audit(tx, by, {
      id,
      action: ({ approved: 'approved', archived: 'archived', draft: 'taken_back' } as const)[status],
    })
    return { ok: true, id }
  })
}

/** Sets questions aside that need no article. Resolves to how many were open. */
export async function dismissGaps(tenant: Tenant, by: By, { gapIds }: { gapIds: string[] }): Promise<number> {
  return tenant.transaction(async (tx) => {
    const open = { id: { in: gapIds }, closedAt: null }
    const { count } = await tx.knowledgeGap.updateMany({ where: open, data: { closedAt: by.now } })
    if (count === 0) return 0
    await tx.auditEntry.createMany({
      data: gapIds.map((subjectId) => ({
        at: by.now,
        actor: by.actor,
        action: 'knowledge_gap.dismissed',
        subjectType: 'knowledge_gap',
        subjectId,
      })),
    })
    await notifyDesk(tx)
    return count
  })
}

/**
 * A draft for questions that nothing was found for, which are dealt with by that. Null when somebody else has dealt
 * with one of them already. A title that another article has gets a number.
 */
export async function createDraftForGaps(
  tenant: Tenant,
  by: By,
  draft: { gapIds: readonly string[]; question: string; title: string; body: string; isEmpty: boolean },
): Promise<string | null> {
  const { gapIds, question, body, isEmpty } = draft
  return tenant.transaction(
    async (tx) => {
      const where = { id: { in: [...gapIds] }, closedAt: null }
      if ((await tx.knowledgeGap.count({ where })) !== gapIds.length) return null
      const title = await freeTitle(tx, draft.title)
      const id = newId()
      await tx.knowledgeArticle.create({ data: { id, title, body, tags: [], status: 'draft', draftedFor: question } })
      await tx.knowledgeGap.updateMany({ where, data: { closedAt: by.now, articleId: id } })
      await audit(tx, by, { id, action: 'drafted', data: { isEmpty, questions: gapIds.length } })
      return id
    },
    { lock: 'knowledge-gaps' },
  )
}

async function freeTitle(tx: TenantTransaction, wanted: string): Promise<string> {
  const taken = await tx.knowledgeArticle.findMany({
    where: { title: { startsWith: wanted } },
    select: { title: true },
  })
  const titles = new Set(taken.map(({ title }) => title))
  for (let n = 1; ; n++) {
    const title = n === 1 ? wanted : `${wanted} (${n})`
    if (!titles.has(title)) return title
  }
}

async function unlessSameTitle(work: () => Promise<ArticleResult>): Promise<ArticleResult> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error)) return { ok: false, reason: 'same_title' }
    throw error
  }
}

async function audit(
  tx: TenantTransaction,
  { actor, now }: By,
  entry: { id: string; action: string; data?: Prisma.InputJsonObject },
): Promise<void> {
  const { id, action, data = {} } = entry
  await tx.auditEntry.create({
    data: { at: now, actor, action: `knowledge.${action}`, subjectType: 'knowledge_article', subjectId: id, data },
  })
  await notifyDesk(tx)
}
