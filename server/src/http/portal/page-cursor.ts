import { HttpError } from '../http-error.ts'

/** Where a page of a list ended: rows are ordered by an instant, then by id. */
export interface Cursor {
  at: Date
  id: string
}

/** `filters` is a short key of what the list was narrowed by: the cursor is good for the same filters only. */
export function writeCursor({ at, id }: Cursor, filters = ''): string {
  return Buffer.from(`${at.toISOString()} ${id} ${filters}`).toString('base64url')
}

/** Throws 400 for what `writeCursor` did not write, or wrote for other filters. */
export function readCursor(cursor: string, filters = ''): Cursor {
  const [text = '', id = '', boundTo = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const at = new Date(text)
  // Exactly as it was written: PostgreSQL knows neither every date of JavaScript's nor 36 dashes.
  const isOurs = /^\d{4}-[\d:.T-]+Z$/.test(text) && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)
  if (!isOurs || Number.isNaN(at.getTime()) || boundTo !== filters) {
    throw new HttpError(400, 'invalid_request', 'The list cannot go on from there. Load it anew.', {
      fields: { cursor: 'Not a cursor of this list.' },
    })
  }
  return { at, id }
}
