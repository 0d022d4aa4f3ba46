/**
 * When the visitor speaks, as far as this page can tell: a level gate that follows
 * the room, and Silero's opinion once it is there. A hint for the server, whose own
 * detection is the authority, and the trigger that lowers Ava's voice at once.
 * The figures are measured ones: 10 dB over the room for the level alone; for Silero
 * on .5, off .35, 64 ms to confirm, and never without loudness, because it hears Ava
 * in the loudspeaker's faintest echo.
 */
export interface HeardFrame {
  /** Length at 24 kHz. */
  samples: number
  /** dBFS. */
  level: number
  /** Silero's, 0–1; null while there is none. */
  probability: number | null
  isAvaPlaying: boolean
}

export type DetectorEvent =
  /** Perhaps: enough to lower Ava's voice, not to stop it. */
  | { type: 'suspected' }
  /** It was nothing. */
  | { type: 'dismissed' }
  | { type: 'started'; atSample: number }
  | { type: 'ended'; atSample: number }

const SAMPLES_PER_MS = 24
const SUSPECT = 40 * SAMPLES_PER_MS
const CONFIRM = 64 * SAMPLES_PER_MS
/** The level alone, against Ava's echo, has to be surer. */
const CONFIRM_BY_LEVEL_OVER_AVA = 160 * SAMPLES_PER_MS
const HANG = 256 * SAMPLES_PER_MS
const SECOND = 1_000 * SAMPLES_PER_MS
const SILERO_ON = 0.5
const SILERO_OFF = 0.35
const ROOM_ON_DB = 10
const ROOM_OFF_DB = 5
const QUIETEST_SPEECH = -50
const LOUDEST_GATE = -25
const OVER_ECHO_DB = 6

export class SpeechDetector {
  #position = 0
  /** The room: the quietest frame of the last one to two seconds. Speech has gaps that long, noise has none. */
  #floor = -60
  #quietestNow = -60
  #quietestBefore = -60
  #secondEndsAt = SECOND
  #echo = -70
  #isSpeaking = false
  #isSuspected = false
  /** Where the present run of speech-like frames began, and how long it is. */
  #onsetAt = 0
  #run = 0
  #lastSpeechAt = 0
  /** The loudest of the last 96 ms: Silero's answer is about those, not about this frame alone. */
  #recent: { level: number; until: number }[] = []

  get isSpeaking(): boolean {
    return this.#isSpeaking
  }
  /** Speech or nearly: worth keeping when the connection cannot take everything, and worth asking Silero about. */
  isWorthHearing(level: number): boolean {
    return this.#isSpeaking || level > this.#floor + 3
  }

  /** Frames in the order they were captured, none left out. */
  hear(frame: HeardFrame): DetectorEvent[] {
    const startedAt = this.#position
    this.#position += frame.samples
    const isOn = this.#isSpeechLike(frame)
    this.#learn(frame)
    return this.#isSpeaking ? this.#continueSpeech(isOn) : this.#awaitSpeech(isOn, startedAt, frame)
  }

  #isSpeechLike({ level, probability, isAvaPlaying }: HeardFrame): boolean {
    this.#recent = this.#recent.filter(({ until }) => until > this.#position)
    this.#recent.push({ level, until: this.#position + 96 * SAMPLES_PER_MS })
    const gate = isAvaPlaying
      ? Math.min(LOUDEST_GATE, Math.max(QUIETEST_SPEECH, this.#echo + OVER_ECHO_DB))
      : QUIETEST_SPEECH
    if (probability !== null) {
      const loudest = Math.max(...this.#recent.map((recent) => recent.level))
      return probability >= (this.#isSpeaking ? SILERO_OFF : SILERO_ON) && loudest > gate
    }
    return level > gate && level > this.#floor + (this.#isSpeaking ? ROOM_OFF_DB : ROOM_ON_DB)
  }

  #learn({ level, isAvaPlaying }: HeardFrame): void {
    this.#quietestNow = Math.min(this.#quietestNow, level)
    if (this.#position >= this.#secondEndsAt) {
      this.#quietestBefore = this.#quietestNow
      this.#quietestNow = level
      this.#secondEndsAt = this.#position + SECOND
    }
    this.#floor = Math.min(this.#quietestBefore, this.#quietestNow)
    if (!isAvaPlaying || this.#isSpeaking) return
    const rate = level > this.#echo ? 0.1 : 0.01
    this.#echo += rate * (level - this.#echo)
  }

  #awaitSpeech(isOn: boolean, startedAt: number, { probability, isAvaPlaying, samples }: HeardFrame): DetectorEvent[] {
    if (!isOn) {
      this.#run = 0
      if (!this.#isSuspected) return []
      this.#isSuspected = false
      return [{ type: 'dismissed' }]
    }
    if (this.#run === 0) this.#onsetAt = startedAt
    this.#run += samples
    const confirm = probability === null && isAvaPlaying ? CONFIRM_BY_LEVEL_OVER_AVA : CONFIRM
    if (this.#run >= confirm) {
      this.#isSpeaking = true
      this.#isSuspected = false
      this.#run = 0
      this.#lastSpeechAt = this.#position
      return [{ type: 'started', atSample: this.#onsetAt }]
    }
    if (this.#isSuspected || this.#run < SUSPECT) return []
    this.#isSuspected = true
    return [{ type: 'suspected' }]
  }

  #continueSpeech(isOn: boolean): DetectorEvent[] {
    if (isOn) this.#lastSpeechAt = this.#position
    if (this.#position - this.#lastSpeechAt < HANG) return []
    this.#isSpeaking = false
    return [{ type: 'ended', atSample: this.#lastSpeechAt }]
  }
}

/** Root mean square, 0–1 → dBFS. Digital silence is −100. */
export function toDecibels(rms: number): number {
  return Math.max(-100, 20 * Math.log10(rms))
}
