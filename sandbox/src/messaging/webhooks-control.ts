import { z } from 'zod'
import { ControlProblem } from './control-problem.ts'
import { sendAgain } from './deliver-webhook.ts'
import type { MessagingState, ServerAddress } from './messaging-state.ts'
import type { WebhookEntry } from './webhook-log.ts'

const Origin = z.url({ protocol: /^https?$/ }).transform((address) => new URL(address).origin)

export const ServerChange = z.strictObject({
  url: Origin.nullable().optional(),
  publicBaseUrl: Origin.nullable().optional(),
})

/** What tests and the page may do with webhooks; `/control/webhooks*` offers the same over HTTP. */
export interface WebhooksControl {
  /** Oldest first. */
  all: () => readonly WebhookEntry[]
  clear: () => void
  /** Sends one that went out once more, byte for byte; resolves when it was answered. Throws ControlProblem. */
  again: (id: string) => Promise<WebhookEntry>
  server: () => ServerAddress
  /** Where the server is that webhooks go to by default. */
  setServer: (change: z.input<typeof ServerChange>) => void
}

export function webhooksControl(state: MessagingState): WebhooksControl {
  return {
    all: () => state.webhooks.all(),
    clear: () => state.webhooks.clear(),
    async again(id) {
      const entry = await sendAgain(state, id)
      if (!entry) throw new ControlProblem(404, 'That webhook never went out, or its bytes are no longer kept.')
      return entry
    },
    server: () => ({ ...state.server }),
    setServer: (change) => void Object.assign(state.server, ServerChange.parse(change)),
  }
}
