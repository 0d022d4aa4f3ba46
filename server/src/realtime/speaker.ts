import { Alarm } from './alarm.ts'
import type { CallLeg, PlayedReport } from './call-leg.ts'
import type { Clock } from './clock.ts'
import type { CutUtterance } from './interruption/truncation.ts'
import { STALLED_AFTER_MS, leftMs, nothingPlayed, playedBy, quietAt, reported, sent, waitMs } from './pacing.ts'

/** The largest frame sent: cost is by the frame, and a flush throws away what it will anyway. */
const MAX_FRAME_BYTES = 4_800
/** Base64 characters of such a frame: whole groups, so that a long delta is cut without decoding it twice. */
const MAX_FRAME_CHARACTERS = (MAX_FRAME_BYTES / 3) * 4
/** An answer longer than this is not kept: it is cut off at its source. */
const MAX_QUEUED_SAMPLES = 180 * 24_000

/** One utterance of Ava's as audio. */
export interface SpokenItem {
  readonly itemId: string
  /** Its number on the wire. */
  readonly ref: number
  readonly epoch: number
  receivedSamples: number
  sentSamples: number
  /** All of it has been received. */
  isComplete: boolean
  /** Where it begins among what was sent since the last flush. */
  startSample: number
  reportedSamples: number
  isReportedDone: boolean
  /** What the clock says was played when it was cut off; null while it was not. */
  cutAtSamples: number | null
  hasReportSinceCut: boolean
  /** Half a sample, when a delta ended in one. */
  oddByte: number | null
}

interface QueuedFrame {
  item: SpokenItem
  frame: Buffer
  samples: number
  offset: number
}

/** Ava's voice on its way to the ear: numbered, paced, and thrown away in an instant. */
export class Speaker {
  readonly #leg: CallLeg
  readonly #clock: Clock
  readonly #changed: () => void
  readonly #pumpAlarm: Alarm
  readonly #quietAlarm: Alarm
  readonly #items = new Map<number, SpokenItem>()
  #queue: QueuedFrame[] = []
  #queuedSamples = 0
  #playback = nothingPlayed
  /** Whose audio was sent last since the last flush. */
  #lastSent: SpokenItem | null = null
  #epoch = 0
  #itemCount = 0
  #wasAudible = false
  #blockedSince: number | null = null

  /** `changed`: Ava began or stopped being heard. */
  constructor(options: { leg: CallLeg; clock: Clock; changed: () => void }) {
    this.#leg = options.leg
    this.#clock = options.clock
    this.#changed = options.changed
    this.#pumpAlarm = new Alarm(options.clock, () => this.#pump())
    this.#quietAlarm = new Alarm(options.clock, () => this.#look())
  }

  begin(itemId: string): SpokenItem {
    this.#itemCount += 1
    const item: SpokenItem = {
      itemId,
      ref: this.#itemCount,
      epoch: this.#epoch,
      receivedSamples: 0,
      sentSamples: 0,
      isComplete: false,
      startSample: 0,
      reportedSamples: 0,
      isReportedDone: false,
      cutAtSamples: null,
      hasReportSinceCut: false,
      oddByte: null,
    }
    this.#items.set(item.ref, item)
    return item
  }

  /** Ava is heard, or what she has said is waiting to be. */
  isAudible(): boolean {
    return this.#queue.length > 0 || this.#quietAt() > this.#clock.nowMs()
  }

  /** The utterance that is at the ear now, and how much of it has been heard. */
  current(): { item: SpokenItem; playedSamples: number } | null {
    const played = playedBy(this.#playback, this.#clock.nowMs())
    for (const item of this.#items.values()) {
      if (item.epoch !== this.#epoch || item.cutAtSamples !== null) continue
      const isBehind = item.isComplete && item.sentSamples >= item.receivedSamples && played >= endOf(item)
      if (!isBehind) return { item, playedSamples: Math.max(0, played - item.startSample) }
    }
    return null
  }

  /** Takes one delta. Answers its samples; -1 when there is no room left. The hot path. */
  speak(item: SpokenItem, base64: string): number {
    if (item.cutAtSamples !== null) return 0
    if (this.#queuedSamples > MAX_QUEUED_SAMPLES) return -1
    const before = item.receivedSamples
    for (let at = 0; at < base64.length; at += MAX_FRAME_CHARACTERS) {
      this.#take(item, base64.length <= MAX_FRAME_CHARACTERS ? base64 : base64.slice(at, at + MAX_FRAME_CHARACTERS))
    }
    return item.receivedSamples - before
  }

  /** All of the item has been received. */
  complete(item: SpokenItem): void {
    if (item.isComplete || item.cutAtSamples !== null) return
    item.isComplete = true
    if (this.#queue.some((queued) => queued.item === item)) return
    if (item.receivedSamples === 0) return
    // Nothing of it is left to carry the mark of the last frame.
    this.#send(
      { item, frame: Buffer.alloc(this.#leg.headroomBytes), samples: 0, offset: item.sentSamples },
      this.#clock.nowMs(),
    )
    // It may have been played already: what looked like a pause was the end.
    this.#look()
  }

  report({ epoch, item: ref, samples, isDone }: PlayedReport): void {
    const item = this.#items.get(ref)
    if (!item || (item.epoch & 0xffff) !== (epoch & 0xffff)) return
    const played = isDone ? item.sentSamples : Math.min(samples, item.sentSamples)
    item.reportedSamples = Math.max(item.reportedSamples, played)
    item.isReportedDone ||= isDone && item.isComplete
    if (item.cutAtSamples !== null) {
      item.hasReportSinceCut = true
      return
    }
    this.#playback = reported(this.#playback, { playedSamples: item.startSample + played, nowMs: this.#clock.nowMs() })
    if (this.#queue.length > 0) this.#pump()
    this.#look()
  }

  /** Silence now. Answers what was cut off; how much of it was really heard is known a moment later (`cutOf`). */
  flush(): SpokenItem[] {
    const played = playedBy(this.#playback, this.#clock.nowMs())
    const cut: SpokenItem[] = []
    for (const [ref, item] of this.#items) {
      if (item.cutAtSamples !== null) continue
      const heard = Math.min(item.sentSamples, Math.max(0, played - item.startSample, item.reportedSamples))
      // The clock's word is taken only where the listener has never given theirs.
      const isBelieved = item.isReportedDone || item.reportedSamples === 0
      const isHeardToTheEnd = item.isComplete && isBelieved && (item.isReportedDone || heard >= item.receivedSamples)
      if (isHeardToTheEnd) {
        this.#items.delete(ref)
        continue
      }
      item.cutAtSamples = item.sentSamples === 0 ? 0 : heard
      cut.push(item)
    }
    this.#epoch += 1
    this.#queue = []
    this.#queuedSamples = 0
    this.#playback = nothingPlayed
    this.#lastSent = null
    this.#pumpAlarm.set(null)
    this.#leg.flush(this.#epoch)
    this.#look()
    return cut
  }

  /** What was heard of an utterance that was cut off: by the listener's word where it has come, else by the clock. */
  cutOf(item: SpokenItem): CutUtterance {
    this.#items.delete(item.ref)
    return {
      itemId: item.itemId,
      receivedSamples: item.receivedSamples,
      playedSamples: item.hasReportSinceCut ? item.reportedSamples : (item.cutAtSamples ?? 0),
      isComplete: item.isComplete,
    }
  }

  stop(): void {
    this.#pumpAlarm.set(null)
    this.#quietAlarm.set(null)
  }

  #take(item: SpokenItem, base64: string): void {
    const headroom = this.#leg.headroomBytes
    // Decoded once, into the frame that goes out.
    const frame = Buffer.allocUnsafe(headroom + Buffer.byteLength(base64, 'base64'))
    const bytes = frame.write(base64, headroom, frame.length - headroom, 'base64')
    const whole =
      item.oddByte === null && bytes % 2 === 0
        ? frame.subarray(0, headroom + bytes)
        : joinOdd(item, { frame, bytes, headroom })
    const samples = (whole.length - headroom) / 2
    if (samples === 0) return
    const queued = { item, frame: whole, samples, offset: item.receivedSamples }
    item.receivedSamples += samples
    // The clock is read once for each frame: at a hundred calls that alone is seen in a profile.
    const nowMs = this.#clock.nowMs()
    if (this.#queue.length === 0 && this.#waitMs(samples, nowMs) === 0) {
      this.#send(queued, nowMs)
      return
    }
    this.#queue.push(queued)
    this.#queuedSamples += samples
    if (this.#queue.length === 1) this.#pump()
  }

  #waitMs(samples: number, nowMs: number): number {
    return waitMs(this.#playback, { samples, unsentBytes: this.#leg.unsentBytes(), nowMs })
  }

  #pump(): void {
    for (;;) {
      const next = this.#queue[0]
      if (!next) {
        this.#blockedSince = null
        this.#look()
        return
      }
      const nowMs = this.#clock.nowMs()
      const wait = this.#waitMs(next.samples, nowMs)
      if (wait > 0) {
        this.#pumpAlarm.set(nowMs + wait)
        this.#checkForStall()
        return
      }
      this.#blockedSince = null
      this.#queue.shift()
      this.#queuedSamples -= next.samples
      this.#send(next, nowMs)
    }
  }

  #checkForStall(): void {
    const now = this.#clock.nowMs()
    if (leftMs(this.#playback, now) > 0) {
      this.#blockedSince = null
      return
    }
    // By the clock the listener has played everything, and still the socket takes nothing.
    this.#blockedSince ??= now
    if (now - this.#blockedSince >= STALLED_AFTER_MS) this.#leg.stalled()
  }

  #send({ item, frame, samples, offset }: QueuedFrame, nowMs: number): void {
    if (item.sentSamples === 0) item.startSample = this.#playback.sentSamples
    this.#playback = sent(this.#playback, { samples, nowMs })
    this.#lastSent = item
    item.sentSamples += samples
    const isLastOfItem = item.isComplete && item.sentSamples >= item.receivedSamples
    this.#leg.play(frame, { epoch: item.epoch, item: item.ref, offset, isLastOfItem })
    if (!this.#wasAudible) this.#look()
  }

  #quietAt(): number {
    return quietAt(this.#playback, { isWhole: this.#lastSent?.isComplete ?? true })
  }

  /** Tells when Ava begins and stops being heard. */
  #look(): void {
    const now = this.#clock.nowMs()
    const at = this.#quietAt()
    this.#quietAlarm.set(at > now ? at : null)
    const isAudible = this.#queue.length > 0 || at > now
    if (isAudible === this.#wasAudible) return
    this.#wasAudible = isAudible
    this.#changed()
  }
}

function endOf(item: SpokenItem): number {
  return item.startSample + item.sentSamples
}

/** A delta may end in the middle of a sample; none has been seen to, and nothing promises that none will. */
function joinOdd(item: SpokenItem, part: { frame: Buffer; bytes: number; headroom: number }): Buffer {
  const { frame, bytes, headroom } = part
  const pcm = frame.subarray(headroom, headroom + bytes)
  const joined = item.oddByte === null ? pcm : Buffer.concat([Buffer.of(item.oddByte), pcm])
  const even = joined.length - (joined.length % 2)
  item.oddByte = joined.length > even ? (joined[even] ?? null) : null
  return Buffer.concat([Buffer.alloc(headroom), joined.subarray(0, even)])
}
