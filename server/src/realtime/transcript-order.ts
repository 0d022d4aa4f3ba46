/**
 * Where an utterance belongs. The provider chains its items by `previous_item_id`,
 * tool calls and deleted noise included, and tells about them in no fixed order;
 * the transcript knows only those that were said. An utterance goes to the end,
 * unless one that the chain puts after it stands there already.
 */
export class TranscriptOrder {
  readonly #previous = new Map<string, string | null>()
  /** Item id → the transcript's key, in the order they were begun. */
  readonly #keys = new Map<string, string>()

  link(itemId: string, previousItemId: string | null): void {
    if (itemId !== previousItemId) this.#previous.set(itemId, previousItemId)
  }

  /** `itemId` stands in the transcript from here on. Answers the key that it has to follow; null is the end. */
  place(itemId: string, key: string): string | null {
    const isOvertaken = [...this.#keys.keys()].some((other) => this.#isBefore(itemId, other))
    this.#keys.set(itemId, key)
    return isOvertaken ? this.#nearestBefore(itemId) : null
  }

  remove(itemId: string): void {
    this.#keys.delete(itemId)
  }

  #isBefore(itemId: string, other: string): boolean {
    return this.#ancestors(other).some((ancestor) => ancestor === itemId)
  }

  #nearestBefore(itemId: string): string | null {
    const ancestor = this.#ancestors(itemId).find((candidate) => this.#keys.has(candidate))
    return ancestor === undefined ? null : (this.#keys.get(ancestor) ?? null)
  }

  #ancestors(itemId: string): string[] {
    const found = new Set<string>()
    let at = this.#previous.get(itemId) ?? null
    while (at !== null && !found.has(at)) {
      found.add(at)
      at = this.#previous.get(at) ?? null
    }
    return [...found]
  }
}
