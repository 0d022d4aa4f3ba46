import { HttpError } from '../http-error.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** An id out of an address. Throws 404 when it can be no row's: PostgreSQL would call it a broken query. */
export function rowId(value: unknown, what: string): string {
  if (typeof value !== 'string' || !uuid.test(value)) throw notFound(what)
  return value.toLowerCase()
}

/** "appointment": there is no such one at this spa, whether or not another has it. */
export function notFound(what: string): HttpError {
  return new HttpError(404, 'not_found', `There is no such ${what} at this spa. Load the page anew.`)
}
