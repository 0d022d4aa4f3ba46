import { answerMessages, type AnswerDependencies } from '../conversation/answer-messages.ts'
import type { Tenant } from '../db/for-tenant.ts'
import type { Job } from '../queue/queue.ts'

/** Answers the texts or emails that came, if none has come after the job's own. */
export async function runAnswerMessages(
  deps: AnswerDependencies,
  { tenant, job }: { tenant: Tenant; job: Job<'answer-messages'> },
): Promise<void> {
  const { conversationId, messageId } = job.payload
  await answerMessages(deps, { tenant, conversationId, messageId, isLastTry: job.isLastTry, signal: job.signal })
}
