/** Words as a piece of a pattern: nothing in them means anything but itself. */
export function literal(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
