/**
 * Words from outside as PostgreSQL can keep them. It has no NUL, and refuses the whole row for one, so that
 * one stray character of a model or a visitor would cost everything that was said with it.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

/** The same for every text in a JSON value, names of its members included. */
export function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storableJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storableText(key), storableJson(one)]))
}
