/*
 * How far Ava's audio may run ahead of the listener's ear. The model speaks much
 * faster than it is heard; what is kept here can be taken back in an instant when she
 * is interrupted, and a slow phone is not filled up. Samples are 24 kHz.
 */
const SAMPLES_PER_MS = 24
export const MAX_AHEAD_MS = 2_000
const MAX_AHEAD_SAMPLES = MAX_AHEAD_MS * SAMPLES_PER_MS
/** Bytes the socket has not got rid of: two seconds of audio. */
export const MAX_UNSENT_BYTES = MAX_AHEAD_SAMPLES * 2
/** A listener whose socket takes nothing for this long has gone. */
export const STALLED_AFTER_MS = 10_000
/** How late a player is, at most, in the ordinary case. */
const PLAYER_LAG_MS = 200
/** Look again this soon when only the network holds things up. */
const UNSENT_RECHECK_MS = 100

/** All figures count from the last flush. */
export interface Playback {
  sentSamples: number
  /** Played at `playedAt`: by the last report, or because audio was sent into silence. */
  playedSamples: number
  playedAt: number
  /** The last report of the listener's worklet alone. */
  reportedSamples: number
}

export const nothingPlayed: Playback = { sentSamples: 0, playedSamples: 0, playedAt: 0, reportedSamples: 0 }

/** Samples that have been played by now: the last report, carried on by the clock, for a report may be late or never come. */
export function playedBy(playback: Playback, nowMs: number): number {
  const sinceMs = Math.max(0, nowMs - playback.playedAt)
  return Math.min(playback.sentSamples, playback.playedSamples + Math.floor(sinceMs * SAMPLES_PER_MS))
}

export function sent(playback: Playback, options: { samples: number; nowMs: number }): Playback {
  const { samples, nowMs } = options
  // Into silence: the clock begins to run now.
  const isSilent = playedBy(playback, nowMs) >= playback.sentSamples
  return {
    ...playback,
    sentSamples: playback.sentSamples + samples,
    playedSamples: isSilent ? playback.sentSamples : playback.playedSamples,
    playedAt: isSilent ? nowMs : playback.playedAt,
  }
}

/** `playedSamples` counts all that was played since the last flush. It corrects the clock; it never takes back an earlier report. */
export function reported(playback: Playback, options: { playedSamples: number; nowMs: number }): Playback {
  const playedSamples = Math.min(options.playedSamples, playback.sentSamples)
  if (playedSamples < playback.reportedSamples) return playback
  return { ...playback, playedSamples, playedAt: options.nowMs, reportedSamples: playedSamples }
}

/** Ms until the next `samples` may be sent; 0 is now. */
export function waitMs(playback: Playback, options: { samples: number; unsentBytes: number; nowMs: number }): number {
  const { samples, unsentBytes, nowMs } = options
  if (unsentBytes > MAX_UNSENT_BYTES) return UNSENT_RECHECK_MS
  const ahead = playback.sentSamples + samples - playedBy(playback, nowMs)
  return ahead <= MAX_AHEAD_SAMPLES ? 0 : Math.ceil((ahead - MAX_AHEAD_SAMPLES) / SAMPLES_PER_MS)
}

/** Ms of sound the listener still has before them. */
export function leftMs(playback: Playback, nowMs: number): number {
  return (playback.sentSamples - playedBy(playback, nowMs)) / SAMPLES_PER_MS
}

/**
 * When the last sound ends at the ear. A player starts a little late, to ride out an
 * uneven network, and so the clock alone is a little early; its own word that all has
 * been played is exact. `isWhole` is false while more is to come of what was sent last:
 * a listener who has played all of that has run dry, and hears her go on in a moment.
 */
export function quietAt(playback: Playback, { isWhole }: { isWhole: boolean }): number {
  if (isWhole && playback.reportedSamples >= playback.sentSamples) return playback.playedAt
  const atMs = playback.playedAt + (playback.sentSamples - playback.playedSamples) / SAMPLES_PER_MS
  return atMs + PLAYER_LAG_MS
}
