import type { SubmitFunction } from '$app/forms'
import { tick } from 'svelte'

/**
 * Sends forms without loading the page anew: one at a time, and afterwards the focus goes to what the form came to.
 * Where nothing takes it (`focusOn` finds nothing), it stays.
 */
export class FormSender {
  /** The form under way, by the name it was given. */
  working = $state<string | null>(null)
  readonly #focusOn: () => HTMLElement | null | undefined

  constructor(focusOn: () => HTMLElement | null | undefined) {
    this.#focusOn = focusOn
  }

  /** For `use:enhance`. `onDone` runs when it went well, before the page shows it; `keepsFields`: what was typed stays then too. */
  send = (
    name: string,
    { onDone, keepsFields = false }: { onDone?: () => void; keepsFields?: boolean } = {},
  ): SubmitFunction => {
    return ({ cancel }) => {
      if (this.working !== null) return cancel()
      this.working = name
      return async ({ result, update }) => {
        try {
          if (result.type === 'success') onDone?.()
          await update({ reset: result.type === 'success' && !keepsFields })
        } finally {
          this.working = null
        }
        await tick()
        this.#focusOn()?.focus()
      }
    }
  }
}
