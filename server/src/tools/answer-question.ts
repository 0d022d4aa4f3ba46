import { z } from 'zod'
import { noteLookup } from '../catalog/knowledge/note-lookup.ts'
import { searchKnowledge } from '../db/search-knowledge.ts'
import { defineTool } from './define-tool.ts'

/** Below this share of the question's words an article may be about something else. */
const ENOUGH_IN_COMMON = 0.34
/** What only a clinician may judge needs an article that is plainly about it. */
const PLAINLY_ABOUT = 0.6
const asksForJudgement =
  /\b(?:is (?:it|this|that) normal|should i (?:stop|start|take|worry|be worried)|how many units (?:do|would|should|will) i|dos(?:e|age|ing)|am i (?:a )?(?:good |right )?candidate|(?:safe|ok|okay|right) for me|what(?:s|'s|’s| is) wrong with|look(?:s)? infected|diagnos\w*|do i have|stop taking|interact(?:s|ion)?)\b/i

export const answerQuestion = defineTool({
  name: 'answer_question',
  description:
    'Looks up what the spa has written about itself: hours, directions, parking, policies, preparation, aftercare, how treatments work. Answer only with what it returns. It gives no medical advice.',
  parameters: z.object({ question: z.string().min(1).max(500).describe('The question, in the person’s own words.') }),
  kind: 'read',
  run: async ({ tenant, conversation, callId }, { question }) => {
    const isForClinician = asksForJudgement.test(question)
    const articles = await tenant.transaction(async (tx) => {
      const hits = await searchKnowledge(tx, { question, limit: 3 })
      // What is clearly less about it than the best would only distract.
      const least = Math.max(ENOUGH_IN_COMMON, (hits[0]?.coverage ?? 0) - 0.15)
      const found = hits.filter(({ coverage, approvedBy }) =>
        isForClinician ? approvedBy !== null && coverage >= PLAINLY_ABOUT : coverage >= least,
      )
      await noteLookup(tx, {
        conversationId: conversation.id,
        callId,
        articleIds: found.map(({ id }) => id),
        at: conversation.now,
      })
      return found
    })
    if (articles.length === 0) {
      const say = isForClinician
        ? 'That is for a clinician to judge, and I would not want to guess. I can ask the team to get back to you. May I take a message?'
        : "I don't have that to hand, and I don't want to guess. I can ask the team and have them get back to you."
      return { result: { ok: false, reason: 'not_found', say } }
    }
    return {
      result: { ok: true, articles: articles.map(({ title, body }) => ({ title, body })) },
      effects: [{ type: 'answered' }],
    }
  },
})
