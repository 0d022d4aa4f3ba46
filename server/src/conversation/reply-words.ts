import { randomUUID } from 'node:crypto'
import type { ActiveConversation } from './active-conversation.ts'
import type { WrittenChannel } from './instructions.ts'

/** Where the words of an answer go while a model writes it. */
export interface Words {
  /** One turn's words: they grow, and are finished or taken back. */
  begin(): { grow(delta: string): void; finish(text: string): void; takeBack(): void }
  /** A sentence that passes through no model. */
  exactly(text: string): void
}

/** Into the transcript as they come, as long as Ava has the word. */
export function showWords(
  conversation: ActiveConversation,
  options: { channel: WrittenChannel; aiEpoch: number; isSilenced: () => boolean },
): Words {
  const { channel, aiEpoch, isSilenced } = options
  const open = () => {
    const key = `ava-${randomUUID()}`
    let shown = ''
    const begin = () => conversation.begin({ key, author: 'ava', channel, aiEpoch })
    return {
      grow(delta: string) {
        if (isSilenced()) return
        if (shown === '') begin()
        shown += delta
        conversation.grow(key, shown)
      },
      finish(text: string) {
        begin()
        conversation.finish(key, { text })
      },
      takeBack: () => conversation.discard(key),
    }
  }
  return { begin: open, exactly: (text) => open().finish(text) }
}

/** Nowhere: the caller gets them when they are complete. */
export function keepWords(): Words {
  const nothing = () => undefined
  return { begin: () => ({ grow: nothing, finish: nothing, takeBack: nothing }), exactly: nothing }
}

/** Puts words of Ava's own into the transcript, without a model. */
export function say(conversation: ActiveConversation, options: { channel: WrittenChannel; text: string }): void {
  const key = `ava-${randomUUID()}`
  conversation.begin({ key, author: 'ava', channel: options.channel })
  conversation.finish(key, { text: options.text })
}
