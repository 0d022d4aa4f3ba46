import type { Change } from '../db/notify.ts'

/** `writer`: the open conversation that made the change itself, if one did. */
type Listener = (change: { writer: string | null }) => void

/** Hands what the database announces about a conversation to whoever has it open in this process. */
export interface ConversationFeed {
  publish: (change: Change) => void
  /** Changes may have been missed: everybody looks again. */
  resyncAll: () => void
  watch: (conversationId: string, listener: Listener) => () => void
}

export function createConversationFeed(): ConversationFeed {
  const listeners = new Map<string, Set<Listener>>()
  return {
    publish(change) {
      if (change.type !== 'conversation') return
      const { writer = null } = change
      for (const listener of listeners.get(change.conversationId) ?? []) listener({ writer })
    },
    resyncAll() {
      for (const ofOne of listeners.values()) for (const listener of ofOne) listener({ writer: null })
    },
    watch(conversationId, listener) {
      const ofOne = listeners.get(conversationId) ?? new Set()
      listeners.set(conversationId, ofOne.add(listener))
      return () => {
        ofOne.delete(listener)
        if (ofOne.size === 0) listeners.delete(conversationId)
      }
    },
  }
}
