/** Words that carry meaning for a receptionist: a near miss of one of these is taken for it. */
const VOCABULARY = [
  'appointment',
  'appointments',
  'schedule',
  'reschedule',
  'rescheduling',
  'booking',
  'cancel',
  'cancellation',
  'available',
  'availability',
  'consultation',
  'consult',
  'tomorrow',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'january',
  'february',
  'september',
  'october',
  'november',
  'december',
  'morning',
  'afternoon',
  'evening',
  'botox',
  'dysport',
  'filler',
  'fillers',
  'juvederm',
  'restylane',
  'microneedling',
  'hydrafacial',
  'coolsculpting',
  'photofacial',
  'chemical',
  'facial',
  'receptionist',
  'representative',
  'question',
  'address',
  'parking',
  'deposit',
  'please',
]
const KNOWN = new Set(VOCABULARY)
const BY_INITIAL = new Map<string, string[]>()
for (const word of VOCABULARY) BY_INITIAL.set(word.charAt(0), [...(BY_INITIAL.get(word.charAt(0)) ?? []), word])

/** Real words that stand one or two letters away from the vocabulary. */
const NOT_TYPOS = new Set(
  (
    'cancer cancels canceled cancelled canceling cancelling filter filters filled fillet fuller facials facing botch ' +
    'morning mourning booked bookings looking cooking scheduled schedules rescheduled questions addressed adding ' +
    'parked deposits consults consulted consulting available chemicals pleased friendly money sundae ' +
    'depositing evenings mornings afternoons mondays tuesdays wednesdays thursdays fridays saturdays sundays'
  ).split(' '),
)

/** How many single-letter slips (insert, drop, replace, swap) lie between two words; stops counting past `most`. */
export function slips(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1)
      }
      current.push(cost)
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? most + 1
}

/** The word it was most likely meant to be, or the word itself. The first letter is taken as right: that keeps "looking" from being "booking". */
export function mendTypos(word: string): string {
  if (word.length < 5 || word.length > 16 || KNOWN.has(word) || NOT_TYPOS.has(word)) return word
  const most = word.length >= 8 ? 2 : 1
  let best = word
  let fewest = most + 1
  for (const candidate of BY_INITIAL.get(word.charAt(0)) ?? []) {
    if (candidate.length < 6 && candidate.length !== word.length && slips(word, candidate, 1) > 1) continue
    const distance = slips(word, candidate, most)
    if (distance < fewest) {
      fewest = distance
      best = candidate
    }
  }
  return best
}
