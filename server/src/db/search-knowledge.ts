import type { TenantTransaction } from './for-tenant.ts'

export interface KnowledgeHit {
  id: string
  title: string
  body: string
  /** Who approved it; null for what needs no approval, such as parking. */
  approvedBy: string | null
  /** Share of the question's words that the article holds, 0 to 1. Low: it may be about something else. */
  coverage: number
}

/** Longer questions are cut: the answer is in the first words or nowhere. */
const longestQuestion = 400

/**
 * The spa's approved articles that may answer a question in natural words, best first.
 * Articles with all of its words come before those with some of them ("where do
 * I leave my car" finds parking through one word). Nothing in common: nothing found.
 */
export async function searchKnowledge(
  tx: TenantTransaction,
  options: { question: string; limit?: number },
): Promise<KnowledgeHit[]> {
  const question = options.question.slice(0, longestQuestion).replaceAll('\0', ' ')
  return tx.$queryRaw<KnowledgeHit[]>`
    with asked as (
      select websearch_to_tsquery('english', ${question}) as strict,
             replace(plainto_tsquery('english', ${question})::text, ' & ', ' | ')::tsquery as loose,
             tsvector_to_array(to_tsvector('english', ${question})) as words
    )
    select id, title, body, approved_by as "approvedBy", coverage
    from asked, knowledge_articles,
    lateral (select (select count(*) from unnest(words) word where word = any (tsvector_to_array(search)))::float
                      / greatest(cardinality(words), 1) as coverage) covered
    where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      and status = 'approved'
      and (search @@ strict or search @@ loose)
    order by search @@ strict desc,
             coverage * 2 + ts_rank('{0.1, 0.3, 0.8, 1.0}', search, loose) desc,
             title
    limit ${options.limit ?? 3}`
}
