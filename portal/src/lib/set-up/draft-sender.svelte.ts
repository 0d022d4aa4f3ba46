import type { SubmitFunction } from '$app/forms'
import { tick } from 'svelte'

/**
 * Sends forms whose content is a draft in the page. A refusal leaves the draft as it is; after a
 * success `generation` moves on, and what is keyed by it is filled anew from what the server has.
 */
export class DraftSender {
  working = $state<string | null>(null)
  generation = $state(0)

  send = (name: string, { keeps = false }: { keeps?: boolean } = {}): SubmitFunction => {
    return ({ cancel }) => {
      if (this.working !== null) return cancel()
      this.working = name
      return async ({ result, update }) => {
        try {
          await update({ reset: false })
          if (result.type === 'success' && !keeps) this.generation++
          await tick()
        } finally {
          this.working = null
        }
        await tick()
        document.querySelector<HTMLElement>('[data-outcome]')?.focus()
      }
    }
  }
}
