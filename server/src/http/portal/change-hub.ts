import type { StreamEvent } from '@ava/protocol/portal-stream.ts'
import type { Change } from '../../db/notify.ts'

type Listener = (event: StreamEvent) => void

/** Hands what the database announces to the streams of the spa it is about, and to no other. */
export interface ChangeHub {
  publish: (change: Change) => void
  /** Changes may have been missed: everybody loads anew. */
  resyncAll: () => void
  watch: (tenantId: string, listener: Listener) => () => void
}

export function createChangeHub(): ChangeHub {
  const listeners = new Map<string, Set<Listener>>()
  return {
    publish({ tenantId, ...change }) {
      // Who wrote it matters to nobody who only looks.
      const event: StreamEvent =
        change.type === 'conversation' ? { type: change.type, conversationId: change.conversationId } : change
      for (const listener of listeners.get(tenantId) ?? []) listener(event)
    },
    resyncAll() {
      for (const ofTenant of listeners.values()) for (const listener of ofTenant) listener({ type: 'resync' })
    },
    watch(tenantId, listener) {
      const ofTenant = listeners.get(tenantId) ?? new Set()
      listeners.set(tenantId, ofTenant.add(listener))
      return () => {
        ofTenant.delete(listener)
        if (ofTenant.size === 0) listeners.delete(tenantId)
      }
    },
  }
}
