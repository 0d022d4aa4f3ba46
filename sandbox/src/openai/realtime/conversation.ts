import type { AudioFormat } from './audio-format.ts'
import type { WireItem } from './server-event.ts'

/** An item with what the service knows of it and does not put on the wire. */
export interface ConversationEntry {
  item: WireItem
  /** Audio of the item's only audio part, as it went over the wire. */
  audio?: { chunks: Buffer[]; format: AudioFormat; ms: number }
  /** For the model: what was said, or what is left of it after a truncation. */
  heard?: string
  /** Whose audio it is, for the count of tokens. */
  isModelAudio?: boolean
  /** For truncation: which words had been spoken by when. */
  timedWords?: { text: string; endMs: number }[]
}

/** The default conversation: items in order. Neighbours are the chain, so a deletion repairs it by itself. */
export class Conversation {
  readonly #entries: ConversationEntry[] = []

  /** Oldest first. */
  entries(): readonly ConversationEntry[] {
    return this.#entries
  }

  find(id: string): ConversationEntry | undefined {
    return this.#entries.find(({ item }) => item.id === id)
  }

  lastId(): string | null {
    return this.#entries.at(-1)?.item.id ?? null
  }

  /**
   * Puts an entry after `after` (the end when absent or '', the beginning for 'root') and
   * returns its `previous_item_id`; undefined, and nothing is added, when `after` is unknown.
   */
  add(entry: ConversationEntry, after?: string): string | null | undefined {
    if (after === 'root') {
      this.#entries.unshift(entry)
      return null
    }
    if (after === undefined || after === '') {
      // An id that exists already is appended all the same: the live service does that too.
      const previous = this.lastId()
      this.#entries.push(entry)
      return previous
    }
    const index = this.#entries.findIndex(({ item }) => item.id === after)
    if (index === -1) return undefined
    this.#entries.splice(index + 1, 0, entry)
    return after
  }

  /** Whether there was such an item. */
  remove(id: string): boolean {
    const index = this.#entries.findIndex(({ item }) => item.id === id)
    if (index !== -1) this.#entries.splice(index, 1)
    return index !== -1
  }

  previousOf(entry: ConversationEntry): string | null {
    const index = this.#entries.indexOf(entry)
    return index > 0 ? this.#entries[index - 1]!.item.id : null
  }
}
