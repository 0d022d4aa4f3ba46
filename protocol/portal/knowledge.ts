/**
 * What Ava answers from: `GET /api/portal/knowledge?q=&status=`, `POST /knowledge`, `GET|POST /knowledge/<id>`,
 * `POST /knowledge/<id>/status`; what she had no answer for: `GET /knowledge/questions`,
 * `POST /knowledge/questions/draft`, `POST /knowledge/questions/dismiss`.
 */
import { z } from 'zod'

export const KnowledgeStatus = z.enum(['draft', 'approved', 'archived'])
export type KnowledgeStatus = z.infer<typeof KnowledgeStatus>

/** Without what neither PostgreSQL nor a page can hold. */
const clean = (text: string) =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .trim()
const oneLine = (text: string) => clean(text).replaceAll(/\s+/g, ' ')

export const ArticleFields = z.object({
  title: z
    .string()
    .transform(oneLine)
    .pipe(z.string().min(1, 'Give it a title.').max(120, 'Use at most 120 characters.')),
  body: z
    .string()
    .transform(clean)
    .pipe(z.string().max(6_000, 'Use at most 6,000 characters. Two articles are found more easily than a long one.')),
  tags: z
    .array(z.string().transform(oneLine).pipe(z.string().min(1).max(40, 'Use at most 40 characters for a word.')))
    .max(20, 'Use at most 20 words.')
    .transform((tags) => [...new Set(tags)]),
  /** The clinician who stands for it; null: it holds nothing medical. */
  approvedBy: z
    .string()
    .transform(oneLine)
    .pipe(z.string().max(100, 'Use at most 100 characters.'))
    .nullable()
    .transform((name) => (name === '' ? null : name)),
})
export type ArticleFields = z.infer<typeof ArticleFields>

/** `updatedAt` as the form was filled: a newer one is not written over. */
export const SaveArticleRequest = ArticleFields.extend({ updatedAt: z.iso.datetime() })
export const CreateArticleRequest = ArticleFields.extend({ status: z.enum(['draft', 'approved']) })
export const ArticleStatusRequest = z.object({ status: KnowledgeStatus, updatedAt: z.iso.datetime() })
export const CreatedArticle = z.object({ id: z.uuid() })

export const KnowledgeListQuery = z.object({
  q: z.string().max(200).catch('').default(''),
  status: KnowledgeStatus.optional().catch(undefined),
})

export const KnowledgeList = z.object({
  articles: z.array(
    z.object({
      id: z.uuid(),
      title: z.string(),
      excerpt: z.string(),
      tags: z.array(z.string()),
      status: KnowledgeStatus,
      approvedBy: z.string().nullable(),
      /** The service whose aftercare it is. */
      service: z.string().nullable(),
      updatedAt: z.iso.datetime(),
      /** Conversations it answered. */
      conversations: z.number().int(),
    }),
  ),
  /** There are more than the list holds. */
  isCut: z.boolean(),
  counts: z.record(KnowledgeStatus, z.number().int()),
  /** Questions that nothing was found for and nobody has dealt with. */
  openQuestions: z.number().int(),
})
export type KnowledgeList = z.infer<typeof KnowledgeList>

export const Article = z.object({
  id: z.uuid(),
  title: z.string(),
  body: z.string(),
  tags: z.array(z.string()),
  status: KnowledgeStatus,
  approvedBy: z.string().nullable(),
  draftedFor: z.string().nullable(),
  service: z.string().nullable(),
  updatedAt: z.iso.datetime(),
  /** Where it was what Ava had to go on, newest first. */
  answered: z.array(
    z.object({
      conversationId: z.uuid(),
      channel: z.enum(['voice', 'chat', 'sms', 'email', 'phone']),
      question: z.string(),
      at: z.iso.datetime(),
    }),
  ),
  conversations: z.number().int(),
  history: z.array(z.object({ action: z.string(), by: z.string().nullable(), at: z.iso.datetime() })),
})
export type Article = z.infer<typeof Article>

export const OpenQuestions = z.object({
  groups: z.array(
    z.object({
      /** As it was asked last. */
      question: z.string(),
      gapIds: z.array(z.uuid()),
      /** Other wordings. */
      others: z.array(z.string()),
      lastAt: z.iso.datetime(),
      conversationIds: z.array(z.uuid()),
      /** Somebody of the staff has written in one of these conversations since: there is something to draft from. */
      hasAnswer: z.boolean(),
    }),
  ),
  isCut: z.boolean(),
})
export type OpenQuestions = z.infer<typeof OpenQuestions>

export const GapsRequest = z.object({ gapIds: z.array(z.uuid()).min(1).max(500) })
/** `isEmpty`: there was nothing to draft from, or the model failed; the question is there, the answer is to be written. */
export const DraftedArticle = z.object({ id: z.uuid(), isEmpty: z.boolean() })
