import type { Response } from 'express'
import { messagingStrike, type Provider } from './messaging-faults.ts'
import { waitOnClock } from './deliver-webhook.ts'
import type { MessagingState } from './messaging-state.ts'

/** What is set to go wrong with a request to send, found before anything is done. */
export interface SendFaults {
  refusal: { status: number } | null
  /** Answers as it should be, later, or not at all. Resolves when that is done. */
  answer: (response: Response, write: () => void) => Promise<void>
}

/** Null: the connection is broken, and nothing more is to be done. */
export function strikeSend(
  state: MessagingState,
  { provider, whom, response }: { provider: Provider; whom: readonly string[]; response: Response },
): SendFaults | null {
  const strike = (kind: Parameters<typeof messagingStrike>[1]) =>
    messagingStrike(state.faults, kind, { provider, whom })
  if (strike('connection_dropped')) {
    response.socket?.destroy()
    return null
  }
  const error = strike('server_error')
  const refusal = error ? { status: error.status } : strike('rate_limit') ? { status: 429 } : null
  return {
    refusal,
    async answer(response, write) {
      const slow = strike('slow')
      if (slow && !(await waitOnClock(state, slow.ms))) return
      if (!refusal && strike('answer_lost')) response.socket?.destroy()
      else if (!response.destroyed) write()
    },
  }
}
