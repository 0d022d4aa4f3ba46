import type { Messages } from '#lib/messages/messages-for.ts'

export type FieldErrors = Partial<Record<'name' | 'email' | 'password', string>>

/** What can be said about a form before the server is asked; undefined: nothing. */
export function checkPerson(
  typed: { name?: string; email?: string; password?: string },
  words: Messages['access'],
): FieldErrors | undefined {
  const errors: FieldErrors = {}
  if (typed.name !== undefined && typed.name.trim() === '') errors.name = words.noName
  if (typed.email !== undefined && !/^\S+@\S+\.\S+$/.test(typed.email)) errors.email = words.badEmail
  if (typed.password !== undefined && typed.password.length < 10) errors.password = words.shortPassword
  return Object.keys(errors).length === 0 ? undefined : errors
}
