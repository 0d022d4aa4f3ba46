import type { SessionRequest } from '@ava/protocol/widget-config.ts'

/** What this tab remembers of its conversation from page to page. */
export interface KeptConversation {
  resume?: SessionRequest['resume']
  /** Cards under its messages (model/kept-cards.ts). */
  cards?: unknown
  /** Read by the loader on the next page, which opens the panel again. */
  isOpen?: boolean
}

/** In sessionStorage; where the browser refuses storage the widget works, and forgets on a reload. */
export function keptConversation(siteKey: string) {
  const key = `ava.${siteKey}`
  const read = (): KeptConversation => {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}')
      return kept && typeof kept === 'object' ? kept : {}
    } catch {
      return {} // refused, or written by somebody else
    }
  }
  const update = (change: KeptConversation) => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ ...read(), ...change }))
    } catch {
      // Refused or full: nothing to be done, and nothing breaks.
    }
  }
  return { read, update }
}
export type Keeper = ReturnType<typeof keptConversation>
