/** What became of one utterance when it was cut off. Samples are 24 kHz. */
export interface CutUtterance {
  itemId: string
  receivedSamples: number
  playedSamples: number
  /** All of it has been received. */
  isComplete: boolean
}

export type Truncation =
  | { type: 'truncate'; itemId: string; audioEndMs: number }
  | { type: 'delete'; itemId: string }
  | { type: 'keep'; itemId: string }

const SAMPLES_PER_MS = 24

/**
 * What the provider is told so that Ava remembers having said what was heard, and no
 * more. It refuses 0 ms (so such an item is deleted), fractions, and more than there is.
 */
export function truncationOf(cut: CutUtterance): Truncation {
  const { itemId, receivedSamples, isComplete } = cut
  const playedSamples = Math.min(cut.playedSamples, receivedSamples)
  const audioEndMs = Math.floor(playedSamples / SAMPLES_PER_MS)
  if (audioEndMs <= 0) return { type: 'delete', itemId }
  if (isComplete && audioEndMs >= Math.floor(receivedSamples / SAMPLES_PER_MS)) return { type: 'keep', itemId }
  return { type: 'truncate', itemId, audioEndMs }
}
