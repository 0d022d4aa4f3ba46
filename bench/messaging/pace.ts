import { request, type Agent, type OutgoingHttpHeaders } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { spreadOf, type Spread } from '../booking/figures.ts'

export interface SendingResult {
  perSecond: number
  /** From when a message was due to its answer, in milliseconds: a queue that builds up is seen. */
  answer: Spread
  /** Not answered with 200. */
  refused: number
}

/** What brings messages in; each sending resolves with the status of the answer, 0 when there was none. */
interface Sender {
  send(): Promise<number>
}

/** One after the other. */
export async function inTurn(sender: Sender, count: number): Promise<SendingResult> {
  const startedAt = performance.now()
  const durations: number[] = []
  let refused = 0
  for (let index = 0; index < count; index++) {
    const sentAt = performance.now()
    if ((await sender.send()) !== 200) refused++
    durations.push(performance.now() - sentAt)
  }
  return { perSecond: (count * 1_000) / (performance.now() - startedAt), answer: spreadOf(durations), refused }
}

/** So many each second, whether or not those before have been answered. */
export async function inTime(
  sender: Sender,
  { perSecond, count }: { perSecond: number; count: number },
): Promise<SendingResult> {
  const startedAt = performance.now()
  let refused = 0
  const durations = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const dueAt = startedAt + (index * 1_000) / perSecond
      await wait(Math.max(0, dueAt - performance.now()))
      if ((await sender.send()) !== 200) refused++
      return performance.now() - dueAt
    }),
  )
  return { perSecond: (count * 1_000) / (performance.now() - startedAt), answer: spreadOf(durations), refused }
}

/** Resolves with the status of the answer; 0 when there was none. */
export function post(to: {
  port: number
  path: string
  agent: Agent
  headers: OutgoingHttpHeaders
  body: string
}): Promise<number> {
  const { body, ...rest } = to
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', method: 'POST', ...rest })
    asked.on('error', () => resolve(0))
    asked.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
      response.on('error', () => resolve(0))
    })
    asked.end(body)
  })
}
