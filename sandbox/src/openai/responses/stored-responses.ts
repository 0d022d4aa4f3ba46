import type { InputItem } from './request-shape.ts'
import type { WireResponse } from './response-object.ts'

interface Stored {
  response: WireResponse
  /** The whole conversation up to and with the response, for `previous_response_id`. */
  items: InputItem[]
}

/** Enough for a demonstration; the oldest are forgotten. */
const LIMIT = 200

/** Responses kept with `store`, and the newest prompt by model, which stands for the provider's prompt cache. */
export class StoredResponses {
  readonly #byId = new Map<string, Stored>()
  readonly #prompts = new Map<string, string>()

  add(stored: Stored): void {
    this.#byId.set(stored.response.id, stored)
    const oldest = this.#byId.keys().next()
    if (this.#byId.size > LIMIT && !oldest.done) this.#byId.delete(oldest.value)
  }

  find(id: string): Stored | undefined {
    return this.#byId.get(id)
  }

  remove(id: string): boolean {
    return this.#byId.delete(id)
  }

  note(model: string, prompt: string): void {
    this.#prompts.set(model, prompt)
  }

  newestPrompt(model: string): string | null {
    return this.#prompts.get(model) ?? null
  }
}
