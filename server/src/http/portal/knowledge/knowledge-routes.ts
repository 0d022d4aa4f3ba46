import {
  ArticleStatusRequest,
  CreateArticleRequest,
  GapsRequest,
  KnowledgeListQuery,
  SaveArticleRequest,
} from '@ava/protocol/portal/knowledge.ts'
import express, { type Router } from 'express'
import type { Logger } from 'pino'
import type { TextModel } from '../../../adapters/text-model/text-model.ts'
import {
  createArticle,
  dismissGaps,
  saveArticle,
  setArticleStatus,
  type ArticleResult,
} from '../../../catalog/knowledge/change-article.ts'
import { listArticles, readArticle, readOpenQuestions } from '../../../catalog/knowledge/read-articles.ts'
import { draftArticle } from '../../../conversation/draft-article.ts'
import { HttpError } from '../../http-error.ts'
import { spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { notFound, rowId } from '../row-id.ts'
import { managingRoles } from '../staff-roles.ts'

/** What Ava answers from, and what she had no answer for. */
export function addKnowledgeRoutes(
  router: Router,
  deps: { access: PortalAccess; clock: () => Date; textModel: TextModel; logger: Logger },
): void {
  const { access, clock } = deps
  const json = express.json({ limit: '64kb' })
  const by = ({ session }: SpaVisit) => ({ actor: `user:${session.user.id}`, now: clock() })

  router.get(
    '/knowledge',
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      response.json(await listArticles(tenant, KnowledgeListQuery.parse(request.query)))
    }),
  )
  router.post(
    '/knowledge',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = idOf(await createArticle(visit.tenant, by(visit), CreateArticleRequest.parse(request.body)))
      response.status(201).json({ id })
    }),
  )

  router.get(
    '/knowledge/questions',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readOpenQuestions(tenant))
    }),
  )
  router.post(
    '/knowledge/questions/draft',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const { gapIds } = GapsRequest.parse(request.body)
      const drafted = await draftArticle(deps, visit.tenant, { gapIds, ...by(visit) })
      if (!drafted.ok) throw questionsStale()
      response.status(201).json({ id: drafted.id, isEmpty: drafted.isEmpty })
    }),
  )
  router.post(
    '/knowledge/questions/dismiss',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const count = await dismissGaps(visit.tenant, by(visit), GapsRequest.parse(request.body))
      if (count === 0) throw questionsStale()
      response.status(204).end()
    }),
  )

  router.get(
    '/knowledge/:id',
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      const article = await readArticle(tenant, { id: rowId(request.params['id'], 'article') })
      if (!article) throw notFound('article')
      response.json(article)
    }),
  )
  router.post(
    '/knowledge/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'article')
      idOf(await saveArticle(visit.tenant, by(visit), { id, ...SaveArticleRequest.parse(request.body) }))
      response.json({ id })
    }),
  )
  router.post(
    '/knowledge/:id/status',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const id = rowId(request.params['id'], 'article')
      idOf(await setArticleStatus(visit.tenant, by(visit), { id, ...ArticleStatusRequest.parse(request.body) }))
      response.json({ id })
    }),
  )
}

const questionsStale = () =>
  new HttpError(409, 'stale', 'Somebody else has just dealt with these questions. The list shows what is left.')

function idOf(result: ArticleResult): string {
  if (result.ok) return result.id
  switch (result.reason) {
    case 'not_found':
      throw notFound('article')
    case 'stale':
      throw new HttpError(
        409,
        'stale',
        'Somebody else has changed this article since you opened it. Your words are still here: compare them with what is there now, then save again.',
      )
    case 'same_title':
      throw wrong('title', 'Another article has this title. Give it one of its own.')
    case 'empty':
      throw wrong('body', 'Write what Ava should answer before you approve it.')
  }
}

function wrong(field: string, message: string): HttpError {
  return new HttpError(400, 'invalid_request', message, { fields: { [field]: message } })
}
