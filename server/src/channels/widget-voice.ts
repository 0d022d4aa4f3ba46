import {
  FRAME_HEADER_BYTES,
  FrameFlag,
  FrameKind,
  readFrameHeader,
  writeFrameHeader,
} from '@ava/protocol/audio-frame.ts'
import { CloseCode, type ClientMessage } from '@ava/protocol/widget-socket.ts'
import type { ActiveConversation } from '../conversation/active-conversation.ts'
import { Bridge } from '../realtime/bridge.ts'
import type { CallLeg, EndReason } from '../realtime/call-leg.ts'
import type { VoiceDependencies } from '../realtime/voice-dependencies.ts'
import type { WidgetLink } from './widget-link.ts'

/** A call in the widget: what its socket gets that belongs to the call is passed on here. */
export interface WidgetCall {
  readonly id: string
  /** A binary frame as it came. Frames that arrive while the provider is being dialled are kept (three seconds). */
  audio(frame: Uint8Array): void
  /** speech.*, playback.report, call.mute; anything else is not the call's. */
  message(message: ClientMessage): void
  /** A chat message typed during the call; the caller has put it into the transcript under `key`. */
  typed(key: string, text: string): void
  /** Idempotent. Resolves when the last words are stored and the provider's line is closed. */
  end(reason: EndReason): Promise<void>
  /** The call is over and `call.ended` has been sent. Never rejects. */
  readonly done: Promise<{ reason: EndReason; durationMs: number }>
}

/** Starts a call and returns at once; everything the widget has to know about it goes through `link`. */
export function startWidgetCall(
  deps: VoiceDependencies,
  options: { conversation: ActiveConversation; link: WidgetLink },
): WidgetCall {
  const { conversation, link } = options
  const leg = widgetLeg(link, { isSandboxed: deps.upstream.isSandboxed, callId: () => bridge.id })
  const bridge: Bridge = new Bridge(deps, { conversation, leg })
  return {
    id: bridge.id,
    done: bridge.done,
    audio: (frame) => {
      const header = readFrameHeader(frame)
      if (header?.kind !== FrameKind.microphone) link.close(CloseCode.malformed)
      else if (!bridge.hear(frame.subarray(FRAME_HEADER_BYTES), header.offset)) link.close(CloseCode.rateLimited)
    },
    message: (message) => passOn(bridge, message),
    typed: (key, text) => bridge.typed(key, text),
    end: (reason) => bridge.end(reason),
  }
}

function passOn(bridge: Bridge, message: ClientMessage): void {
  switch (message.type) {
    case 'speech.started':
      bridge.speech('started', message.atSample)
      return
    case 'speech.ended':
      bridge.speech('ended', message.atSample)
      return
    case 'call.mute':
      bridge.mute(message.muted)
      return
    case 'playback.report': {
      const { epoch, item, samples, done = false, responseMs = null } = message
      bridge.played({ epoch, item, samples, isDone: done, responseMs })
    }
  }
}

function widgetLeg(link: WidgetLink, call: { isSandboxed: boolean; callId: () => string }): CallLeg {
  return {
    headroomBytes: FRAME_HEADER_BYTES,
    play: (frame, { epoch, item, offset, isLastOfItem }) => {
      writeFrameHeader(frame, {
        kind: FrameKind.ava,
        flags: isLastOfItem ? FrameFlag.lastOfItem : 0,
        epoch,
        item,
        offset,
      })
      link.sendAudio(frame)
    },
    introduce: (item, messageId) => link.send({ type: 'audio.item', item, messageId }),
    flush: (epoch) => link.send({ type: 'audio.flush', epoch }),
    duck: (isDucked) => link.send({ type: 'audio.duck', isDucked }),
    show: (activity) => link.send({ type: 'activity', activity }),
    tell: (notice) => link.send({ type: 'notice', ...notice, actions: [...notice.actions] }),
    started: ({ limitMs }) =>
      link.send({
        type: 'call.started',
        callId: call.callId(),
        limitMs,
        ears: call.isSandboxed ? 'sandbox' : 'live',
      }),
    ended: ({ reason, durationMs }) => link.send({ type: 'call.ended', reason, durationMs }),
    unsentBytes: () => link.bufferedBytes(),
    stalled: () => link.close(CloseCode.stalled),
  }
}
