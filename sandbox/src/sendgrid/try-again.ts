import { isSuccess, type Delivery, type WebhookAnswer } from '../messaging/deliver-webhook.ts'

const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 3_600_000

/**
 * Tries until it is taken, waiting longer every time, for `giveUpMs` in all. The webhook
 * counts as refused meanwhile: the log says so, and how often it was tried.
 */
export async function tryAgain(
  { entry }: Delivery,
  {
    once,
    wait,
    giveUpMs,
  }: { once: () => Promise<WebhookAnswer>; wait: (ms: number) => Promise<boolean>; giveUpMs: number },
): Promise<WebhookAnswer> {
  let waitMs = FIRST_WAIT_MS
  for (let waited = 0; ; waited += waitMs, waitMs = Math.min(waitMs * 4, LONGEST_WAIT_MS)) {
    const answer = await once()
    const isTaken = answer.kind === 'answer' && isSuccess(answer.status)
    if (isTaken || answer.kind === 'not_local') {
      entry.error = null
      return answer
    }
    entry.error = `again in ${waitMs / 1000} s`
    if (waited + waitMs > giveUpMs || !(await wait(waitMs))) {
      entry.error = 'given up'
      return answer
    }
  }
}
