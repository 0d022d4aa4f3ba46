import type { Messages } from '#lib/messages/messages-for.ts'

/** Why a conversation ended, in words; a reason we have no words for yet is shown without its underscores. */
export function readableReason(messages: Messages, reason: string): string {
  const known: Record<string, string> = messages.endReasons
  return known[reason] ?? reason.replaceAll('_', ' ')
}
