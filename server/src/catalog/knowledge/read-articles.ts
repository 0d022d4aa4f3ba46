import type { Article, KnowledgeList, KnowledgeStatus, OpenQuestions } from '@ava/protocol/portal/knowledge.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { answeredConversations, openGaps } from '../../db/knowledge-gaps.ts'
import { namesOf } from '../../tenants/persona/read-persona.ts'
import { groupQuestions } from './group-questions.ts'

const LIST = 300
const EXCERPT = 160
const ANSWERED = 50
/** Open questions that are looked at; nobody works through more. */
const GAPS = 500
const HISTORY = 20

/** The spa's articles by title, those that hold `q` in title, text or words. */
export async function listArticles(
  tenant: Tenant,
  { q, status }: { q: string; status?: KnowledgeStatus | undefined },
): Promise<KnowledgeList> {
  const words = q
    .replaceAll('\0', '')
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 10)
    // A sign that is typed is meant as it is, and not as a pattern.
    .map((word) => word.replaceAll(/[\\%_]/g, '\\$&'))
  return tenant.transaction(async (tx) => {
    const rows = await tx.knowledgeArticle.findMany({
      where: {
        ...(status === undefined ? { status: { not: 'archived' } } : { status }),
        AND: words.map((word) => ({
          OR: [
            { title: { contains: word, mode: 'insensitive' as const } },
            { body: { contains: word, mode: 'insensitive' as const } },
            { tags: { has: word } },
          ],
        })),
      },
      orderBy: [{ title: 'asc' }, { id: 'asc' }],
      take: LIST + 1,
      include: { service: { select: { name: true } } },
    })
    const counted = await tx.knowledgeArticle.groupBy({ by: ['status'], _count: true })
    const count = (one: KnowledgeStatus) => counted.find((row) => row.status === one)?._count ?? 0
    const shown = rows.slice(0, LIST)
    const conversations = await answeredConversations(tx, { articleIds: shown.map(({ id }) => id) })
    return {
      articles: shown.map(({ id, title, body, tags, status, approvedBy, service, updatedAt }) => ({
        id,
        title,
        excerpt: body.length > EXCERPT ? `${body.slice(0, EXCERPT).trimEnd()}…` : body,
        tags,
        status,
        approvedBy,
        service: service?.name ?? null,
        updatedAt: updatedAt.toISOString(),
        conversations: conversations.get(id) ?? 0,
      })),
      isCut: rows.length > LIST,
      counts: { draft: count('draft'), approved: count('approved'), archived: count('archived') },
      openQuestions: await tx.knowledgeGap.count({ where: { closedAt: null } }),
    }
  })
}

/** One article, the conversations that it answered, and who did what to it. Null when there is none. */
export async function readArticle(tenant: Tenant, { id }: { id: string }): Promise<Article | null> {
  return tenant.transaction(async (tx) => {
    const row = await tx.knowledgeArticle.findFirst({
      where: { id },
      include: {
        service: { select: { name: true } },
        answers: {
          orderBy: { at: 'desc' },
          take: ANSWERED,
          include: { toolCall: { select: { arguments: true, conversation: { select: { channel: true } } } } },
        },
      },
    })
    if (!row) return null
    const conversations = await answeredConversations(tx, { articleIds: [id] })
    const trail = await tx.auditEntry.findMany({
      where: { subjectType: 'knowledge_article', subjectId: id },
      orderBy: { at: 'desc' },
      take: HISTORY,
    })
    const names = await namesOf(
      tx,
      trail.map(({ actor }) => actor),
    )
    const { title, body, tags, status, approvedBy, draftedFor, service, updatedAt, answers } = row
    return {
      id,
      title,
      body,
      tags,
      status,
      approvedBy,
      draftedFor,
      service: service?.name ?? null,
      updatedAt: updatedAt.toISOString(),
      answered: answers.map(({ conversationId, at, toolCall }) => ({
        conversationId,
        channel: toolCall.conversation.channel,
        question: questionIn(toolCall.arguments),
        at: at.toISOString(),
      })),
      conversations: conversations.get(id) ?? 0,
      history: trail.map(({ action, actor, at }) => ({ action, by: names(actor), at: at.toISOString() })),
    }
  })
}

/** What nothing was found for, the same questions together, what was asked last first. */
export async function readOpenQuestions(tenant: Tenant): Promise<OpenQuestions> {
  const gaps = await tenant.transaction((tx) => openGaps(tx, { limit: GAPS + 1 }))
  const groups = groupQuestions(gaps.slice(0, GAPS).filter(({ question }) => question.trim() !== ''))
  return {
    groups: groups.map((group) => {
      const [last] = group
      const wordings = [...new Set(group.map(({ question }) => question))]
      return {
        question: last!.question,
        gapIds: group.map(({ id }) => id),
        others: wordings.slice(1, 6),
        lastAt: last!.at.toISOString(),
        conversationIds: [...new Set(group.map(({ conversationId }) => conversationId))],
        hasAnswer: group.some(({ hasAnswer }) => hasAnswer),
      }
    }),
    isCut: gaps.length > GAPS,
  }
}

function questionIn(args: unknown): string {
  const { question } = args as { question?: unknown }
  return typeof question === 'string' ? question : ''
}
