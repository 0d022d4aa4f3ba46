import type { StreamEvent } from '@ava/protocol/portal-stream.ts'
import {
  calendarSetUp,
  conversationDetail,
  conversationList,
  dayOfAppointments,
  desk,
  taskList,
} from './dependencies.ts'

/** What the events of a moment made stale. */
export interface Changes {
  /** Events may have been missed: nothing on the page can be trusted. */
  everything: boolean
  /** Every open conversation: a task says not which one it belongs to. */
  anyConversation: boolean
  conversationIds: ReadonlySet<string>
  /** Labels, canned replies, or how messages are set up. */
  desk: boolean
}

export const noChanges: Changes = { everything: false, anyConversation: false, conversationIds: new Set(), desk: false }

export function withEvent(changes: Changes, event: StreamEvent): Changes {
  switch (event.type) {
    case 'resync':
      return { ...changes, everything: true }
    case 'appointments':
      // Only what is stale at any change: the day is.
      return { ...changes }
    case 'task':
      return { ...changes, anyConversation: true }
    case 'desk':
      return { ...changes, desk: true }
    case 'conversation':
      return { ...changes, conversationIds: new Set(changes.conversationIds).add(event.conversationId) }
  }
}

/** Whatever changed, these show it: the list every conversation's last words and tasks, the day what was booked in one. */
const alwaysStale = new Set<string>([conversationList, dayOfAppointments])
/** What only a task changes; a calendar that breaks or heals says so by one. */
const staleByTask = new Set<string>([taskList, calendarSetUp])

/** Whether a load that depends on `dependency` has to run again. */
export function isStale(changes: Changes, dependency: string): boolean {
  if (changes.everything || alwaysStale.has(dependency)) return true
  // A label that is gone is gone from every conversation.
  if (changes.desk && (dependency === desk || dependency.startsWith(conversationDetail('')))) return true
  if (changes.anyConversation) return staleByTask.has(dependency) || dependency.startsWith(conversationDetail(''))
  return [...changes.conversationIds].some((id) => dependency === conversationDetail(id))
}
