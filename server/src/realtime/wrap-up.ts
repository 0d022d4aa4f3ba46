import type { UpstreamSession } from '../adapters/voice/upstream-voice.ts'
import type { ActiveConversation } from '../conversation/active-conversation.ts'
import type { EndReason } from './call-leg.ts'
import type { CallParts } from './call-parts.ts'
import { saveCallRecord } from './call-record.ts'
import type { CallTally } from './call-tally.ts'
import type { VoiceDependencies } from './voice-dependencies.ts'

/** Words of the last turn are waited for this long after the call. */
const LAST_WORDS_MS = 2_000

/** Everything stops. What had been heard when the line was cut is what was heard. */
export function stopParts(parts: CallParts, session: UpstreamSession): void {
  const { floor, speaker, cutOffs, utterances, tools, presence, goodbye } = parts
  const activeResponse = floor.stop()
  if (activeResponse !== null) session.send({ type: 'cancel', id: 'cancel-last', responseId: activeResponse })
  presence.stop()
  goodbye.stop()
  tools.stop()
  cutOffs.cut()
  cutOffs.settleNow()
  utterances.finishOpen()
  speaker.stop()
}

/** After the call: the last words are waited for, the provider's line is closed, and the call is stored. */
export async function wrapUp(
  deps: VoiceDependencies,
  call: {
    id: string
    reason: EndReason
    startedAt: Date
    durationMs: number
    conversation: ActiveConversation
    parts: CallParts
    session: UpstreamSession
    tally: CallTally
  },
): Promise<void> {
  const { id, reason, durationMs, conversation, parts, session, tally } = call
  const endedAt = deps.clock.date()
  await parts.customer.settled(LAST_WORDS_MS)
  parts.customer.stop()
  session.close()
  const { droppedFrames } = parts.microphone
  conversation.recordEvent('call_ended', { callId: id, reason, durationMs, refusals: tally.benign, droppedFrames })
  await saveCallRecord(conversation.tenant, {
    logger: deps.logger,
    record: {
      id,
      conversationId: conversation.id,
      startedAt: call.startedAt,
      endedAt,
      endReason: reason,
      model: deps.models.realtime,
      voice: conversation.settings.persona.voice,
      ...tally.figures,
    },
  })
}
