import type { Tenant } from '../db/for-tenant.ts'
import { loadSettings } from '../tenants/settings.ts'
import type { ActiveConversation } from './active-conversation.ts'
import { writeInstructions } from './instructions.ts'
import { LiveConversation, type ConversationDependencies } from './live-conversation.ts'
import { loadTranscript, standing, standingOf } from './load-conversation.ts'
import { Transcript } from './transcript/transcript.ts'

/** Messages kept in memory and shown after a reload; older ones stay in the database. */
const TRANSCRIPT_LIMIT = 200
/** Throws when the conversation does not exist in this spa, or the spa is not set up. */
export async function openConversation(
  deps: ConversationDependencies,
  options: { tenant: Tenant; conversationId: string },
): Promise<ActiveConversation> {
  const { tenant, conversationId } = options
  // What changes while it is being read is looked at right after.
  let hasChanged = false
  const stopListening = deps.changes.watch(conversationId, () => (hasChanged = true))
  try {
    const [settings, row, stored, said] = await Promise.all([
      loadSettings(tenant),
      tenant.db.conversation.findFirst({
        where: { id: conversationId },
        select: { ...standing, visitorId: true, startedAt: true },
      }),
      loadTranscript(tenant, { conversationId, limit: TRANSCRIPT_LIMIT }),
      tenant.db.communicationMessage.count({ where: { conversationId, author: 'customer' } }),
    ])
    if (!row) throw new Error('There is no such conversation')
    const transcript = new Transcript()
    transcript.restore(stored.utterances, stored.toolCalls)
    const conversation = new LiveConversation(deps, {
      tenant,
      id: conversationId,
      visitorId: row.visitorId,
      settings,
      standing: standingOf(row),
      instructions: writeInstructions(settings, { startedAt: row.startedAt }),
      transcript,
      forgotten: said - stored.utterances.filter(({ message }) => message.author === 'customer').length,
    })
    if (hasChanged) conversation.catchUp()
    return conversation
  } finally {
    stopListening()
  }
}
