import type { ConversationState } from '@ava/protocol/widget-socket.ts'
import type { EndReason } from './call-leg.ts'

/** Why a call ends in which Ava may not speak any more. */
export function endReasonOf(state: ConversationState): EndReason {
  if (state === 'locked') return 'locked'
  return state === 'with_person' ? 'handed_over' : 'ava'
}
