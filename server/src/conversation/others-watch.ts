import type { Tenant } from '../db/for-tenant.ts'
import type { ConversationFeed } from './change-feed.ts'
import { loadStanding, type Standing } from './load-conversation.ts'
import type { Utterance } from './transcript/transcript.ts'
import type { WriteBehind } from './write-behind.ts'

interface Watched {
  tenant: Tenant
  conversationId: string
  /** The name under which the open copy writes: its own changes are no news to it. */
  writer: string
  changes: Pick<ConversationFeed, 'watch'>
  writes: WriteBehind
  /** A message that is stored; it may be known. */
  message: (utterance: Utterance) => void
  /** Who has the word. */
  standing: (standing: Standing) => void
}

/**
 * Brings into an open conversation what is done to it elsewhere: the staff's words, texts that come in,
 * a takeover, an end. It looks behind what is still being written from here, so that what it finds beyond
 * that is of others; and what was decided here while it looked is not overruled by what it read.
 */
export class OthersWatch {
  readonly #watched: Watched
  readonly stop: () => void
  #isPlanned = false
  #decisions = 0
  #unwritten = 0

  constructor(watched: Watched) {
    this.#watched = watched
    this.stop = watched.changes.watch(watched.conversationId, ({ writer }) => {
      if (writer !== watched.writer) this.lookAgain()
    })
  }

  /** Who has the word was changed here. What is read is older than that until the answer is called, when it is written. */
  decidedHere(): () => void {
    this.#decisions += 1
    this.#unwritten += 1
    let isWritten = false
    return () => {
      if (!isWritten) this.#unwritten -= 1
      isWritten = true
    }
  }

  lookAgain(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    this.#watched.writes.push('looking at what others did', async () => {
      this.#isPlanned = false
      await this.look()
    })
  }

  /** At once. Only from within a write, where nothing of ours is on its way. */
  async look(): Promise<void> {
    const { tenant, conversationId, message, standing } = this.#watched
    const decisions = this.#decisions
    const stored = await loadStanding(tenant, { conversationId })
    if (!stored) return
    const { utterances, ...now } = stored
    utterances.forEach(message)
    if (this.#decisions === decisions && this.#unwritten === 0) standing(now)
    else this.lookAgain()
  }
}
