/** What a colour says; never alone, always with an icon and a word. */
export type Tone = 'booked' | 'pending' | 'person' | 'problem' | 'past' | 'accent'

export const toneClasses: Record<Tone, string> = {
  booked: 'bg-booked-soft text-booked',
  pending: 'bg-pending-soft text-pending',
  person: 'bg-person-soft text-person',
  problem: 'bg-problem-soft text-problem',
  past: 'bg-past-soft text-past',
  accent: 'bg-accent-soft text-accent-words',
}
