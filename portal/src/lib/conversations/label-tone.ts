import type { Tone } from '#lib/components/tone.ts'

const tones: Record<string, Tone> = {
  neutral: 'past',
  green: 'booked',
  amber: 'pending',
  violet: 'person',
  red: 'problem',
  blue: 'accent',
}

/** A label's colour among the portal's own; one we do not know is neutral. */
export function labelTone(tone: string): Tone {
  return tones[tone] ?? 'past'
}
