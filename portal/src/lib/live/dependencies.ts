/** What `load` functions depend on and live events make stale. */
export const conversationList = 'ava:conversations'

export function conversationDetail(conversationId: string) {
  return `ava:conversation:${conversationId}` as const
}
