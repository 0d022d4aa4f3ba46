import Archive from '@lucide/svelte/icons/archive'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import PencilLine from '@lucide/svelte/icons/pencil-line'
import type { KnowledgeStatus } from '@ava/protocol/portal/knowledge.ts'

/** How the status of an article looks; its word stands beside it. */
export const statusLook = {
  draft: { tone: 'pending', icon: PencilLine },
  approved: { tone: 'booked', icon: CircleCheck },
  archived: { tone: 'past', icon: Archive },
} as const satisfies Record<KnowledgeStatus, object>
