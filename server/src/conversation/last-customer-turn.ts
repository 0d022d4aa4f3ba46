import type { Transcript } from './transcript/transcript.ts'

/** Speech is transcribed a moment after it ends; a gate that needs the words waits this long for them. */
const TRANSCRIPTION_WAIT_MS = 1_500

/**
 * The newest thing the person said or wrote: its place, and its words (null when they are not known in
 * time). Null when they have said nothing yet. `watch` tells of every change until its answer is called.
 */
export async function lastCustomerTurn(
  transcript: Transcript,
  watch: (listener: () => void) => () => void,
): Promise<{ position: number; text: string | null } | null> {
  const giveUpAt = Date.now() + TRANSCRIPTION_WAIT_MS
  for (;;) {
    const last = transcript.lastOf('customer')
    if (!last) return null
    const { position, text, isFinal } = last.message
    if (isFinal) return { position, text }
    const leftMs = giveUpAt - Date.now()
    if (leftMs <= 0) return { position, text: null }
    await nextChange(watch, leftMs)
  }
}

function nextChange(watch: (listener: () => void) => () => void, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stop()
      resolve()
    }
    const timer = setTimeout(done, withinMs)
    const stop = watch(done)
  })
}
