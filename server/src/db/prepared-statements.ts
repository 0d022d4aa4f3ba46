import { createHash } from 'node:crypto'

/** Begins a statement that is to be planned once for each connection. */
export const prepared = '/* prepared */'
const names = new Map<string, string>()

/**
 * The name under which PostgreSQL keeps the plan of a statement, so that it is planned once for
 * each connection: for raw SQL that begins with the comment `prepared`. Meant for long statements
 * of a few shapes on hot paths, whose planning costs more than what they read.
 */
export function statementName({ sql }: { sql: string }): string {
  const text = sql.trimStart()
  // The adapter takes no name for an answer, though its types do not say so.
  if (!text.startsWith(prepared)) return undefined as unknown as string
  let name = names.get(text)
  if (name === undefined) {
    name = `ava_${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`
    names.set(text, name)
  }
  return name
}
