import type { Messages } from '#lib/messages/messages-for.ts'

/** Bytes as people read them: "812 B", "40 kB", "1.2 MB". */
export function formatSize(messages: Pick<Messages, 'localeTag'>, bytes: number): string {
  const number = (value: number, digits: number) =>
    value.toLocaleString(messages.localeTag, { maximumFractionDigits: digits })
  if (bytes < 1_000) return `${number(bytes, 0)} B`
  if (bytes < 999_500) return `${number(bytes / 1_000, 0)} kB`
  return `${number(bytes / 1_000_000, 1)} MB`
}
