/** A row as `to_jsonb` gives it. */
export type JsonRow = Record<string, unknown>

const instants = /(_at|^effective_from)$/

/**
 * A row from `to_jsonb`, with fields named as the models name them and instants as dates. What a
 * json column holds stays as it is.
 */
export function fromJsonRow<T>(row: JsonRow): T {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      typeof value === 'string' && instants.test(column) ? new Date(value) : value,
    ]),
  ) as T
}
