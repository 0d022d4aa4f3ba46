/** "14:02:31 UTC": the page is for people who compare it with a log. */
export function clockTime(at: string): string {
  return `${at.slice(11, 19)} UTC`
}
