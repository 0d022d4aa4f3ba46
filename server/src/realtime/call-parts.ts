import type { UpstreamCommand } from '../adapters/voice/upstream-voice.ts'
import type { ActiveConversation } from '../conversation/active-conversation.ts'
import { Answers } from './answers.ts'
import { AvaUtterances } from './ava-utterances.ts'
import { CallLedger } from './call-ledger.ts'
import type { CallLeg, EndReason } from './call-leg.ts'
import { CustomerTurns } from './customer-turns.ts'
import { CutOffs } from './cut-offs.ts'
import { Floor } from './floor.ts'
import { Goodbye } from './goodbye.ts'
import { protectionOf } from './interruption/protection.ts'
import { Microphone } from './microphone.ts'
import { Presence } from './presence.ts'
import type { Want } from './responses/response-state.ts'
import { Speaker } from './speaker.ts'
import { ToolCalls } from './tool-calls.ts'
import { TranscriptOrder } from './transcript-order.ts'
import type { VoiceDependencies } from './voice-dependencies.ts'

/** What the parts of a call tell the bridge. */
export interface CallHandlers {
  send: (command: UpstreamCommand) => void
  append: (pcm: Uint8Array) => boolean
  turn: (itemId: string) => void
  noise: (itemId: string) => void
  silence: (by: 'voice' | 'typing' | 'order') => void
  gaveUp: (want: Want) => void
  changed: () => void
  toolsAnswered: (exactWords: string | null) => void
  toolsAreSlow: () => void
  askPresence: () => void
  nobodyThere: () => void
  tooLong: () => void
  end: (reason: EndReason) => void
}

export type CallParts = ReturnType<typeof makeCallParts>

/** The parts of one call, and which of them knows which. */
export function makeCallParts(
  deps: VoiceDependencies,
  options: { conversation: ActiveConversation; leg: CallLeg; handlers: CallHandlers },
) {
  const { clock, limits } = deps
  const { conversation, leg, handlers } = options
  const order = new TranscriptOrder()
  const microphone = new Microphone({ clock, append: handlers.append })
  const speaker: Speaker = new Speaker({ leg, clock, changed: () => floor.voice({ type: 'tick' }) })
  const utterances = new AvaUtterances({
    conversation,
    speaker,
    order,
    introduce: (item, id) => leg.introduce(item, id),
  })
  const customer = new CustomerTurns({ conversation, clock, order })
  const floor: Floor = new Floor({
    clock,
    settings: conversation.settings.persona.turnDetection,
    surroundings: {
      positionMs: () => microphone.positionMs,
      isAudible: () => speaker.isAudible(),
      protection: () => {
        const current = speaker.current()
        const utterance = current && utterances.get(current.item.itemId)
        return utterance ? protectionOf(utterance.line, current.playedSamples) : null
      },
      isSettling: () => cutOffs.isSettling,
    },
    actions: {
      send: handlers.send,
      turn: handlers.turn,
      noise: handlers.noise,
      duck: (isDucked) => leg.duck(isDucked),
      silence: handlers.silence,
      gaveUp: handlers.gaveUp,
      changed: handlers.changed,
    },
  })
  const cutOffs: CutOffs = new CutOffs({
    clock,
    speaker,
    utterances,
    correct: handlers.send,
    isBusy: () => floor.isCancelling,
    settled: () => floor.answer({ type: 'tick' }),
  })
  const tools = new ToolCalls({
    conversation,
    clock,
    output: (output) => handlers.send({ type: 'add_tool_output', id: `output-${output.callId}`, ...output }),
    answered: handlers.toolsAnswered,
    isSlow: handlers.toolsAreSlow,
  })
  const presence = new Presence({
    clock,
    limits,
    ask: handlers.askPresence,
    nobody: handlers.nobodyThere,
    tooLong: handlers.tooLong,
  })
  return {
    order,
    microphone,
    speaker,
    utterances,
    customer,
    floor,
    cutOffs,
    tools,
    presence,
    answers: new Answers({ floor, speaker, utterances, send: handlers.send }),
    ledger: new CallLedger(deps, conversation),
    goodbye: new Goodbye({ clock, end: handlers.end }),
  }
}
