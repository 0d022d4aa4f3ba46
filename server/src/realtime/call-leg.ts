/** The listener's side of a call: a browser's socket now, a telephone line later. */
export interface CallLeg {
  /** Bytes that are left free at the beginning of each frame, for the leg's own header. */
  readonly headroomBytes: number
  /** Plays `frame` after everything before it. Audio of an epoch before the newest flush is never sent. */
  play(frame: Buffer, place: FramePlace): void
  /** The audio of `item` speaks the message `messageId`. Told before its first frame. */
  introduce(item: number, messageId: string): void
  /** Silence, now: everything of an epoch before this one is thrown away. */
  flush(epoch: number): void
  duck(isDucked: boolean): void
  show(activity: Activity): void
  tell(notice: CallNotice): void
  started(call: { limitMs: number }): void
  ended(ending: { reason: EndReason; durationMs: number }): void
  /** Bytes that the leg has accepted and the network has not. */
  unsentBytes(): number
  /** The listener takes nothing any more. */
  stalled(): void
}

interface FramePlace {
  epoch: number
  /** Which utterance; counts from 1 in a call. */
  item: number
  /** Samples of this item before the frame. */
  offset: number
  isLastOfItem: boolean
}

export type Activity = 'listening' | 'hearing' | 'thinking' | 'speaking' | 'idle'

export type EndReason = 'visitor' | 'ava' | 'idle' | 'limit' | 'upstream_down' | 'handed_over' | 'locked' | 'error'

interface CallNotice {
  code: 'upstream_down' | 'reply_failed' | 'over_limit' | 'locked'
  text: string
  actions: readonly ('retry' | 'type_instead' | 'leave_message' | 'call_spa')[]
}

/** As the listener's player reports it; samples at 24 kHz. */
export interface PlayedReport {
  epoch: number
  item: number
  samples: number
  isDone: boolean
  responseMs: number | null
}
