/** Text in sentences; the point of "Dr. Lee" and "9 a.m. on Monday" ends none. */
export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?…])(?<!\b(?:Dr|Mr|Mrs|Ms|St|No|vs|approx|[ap]\.m|[AP]\.M)\.)\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}
