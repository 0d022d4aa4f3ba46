import type { Messages } from '#lib/messages/messages-for.ts'

/** A call's length: "48 s", "2 min 14 s", "1 h 3 min". */
export function formatDuration(messages: Messages, ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const words = messages.time
  if (hours > 0) return join(words.hours(hours), minutes % 60 > 0 && words.minutes(minutes % 60))
  if (minutes > 0) return join(words.minutes(minutes), seconds % 60 > 0 && words.seconds(String(seconds % 60)))
  return words.seconds(String(seconds))
}

/** A wait that people feel: "0.64 s", "2.1 s". */
export function formatWait(messages: Messages, ms: number): string {
  const seconds = ms / 1000
  return messages.time.seconds(seconds.toFixed(seconds < 0.995 ? 2 : 1))
}

function join(first: string, second: string | false): string {
  return second === false ? first : `${first} ${second}`
}
