import type { Affected } from '@ava/protocol/portal/set-up.ts'

/** What a form of the set-up came to, as its page's `form` has it; the kinds of answers made one. */
export interface Outcome {
  form?: string
  saved?: boolean
  id?: string
  outside?: Affected
  booked?: Affected
  message?: string
  errors?: Record<string, string>
}

/** The outcome of the form of this name; nothing when another was sent. */
export function outcomeOf(form: Outcome | null | undefined, name: string): Outcome {
  return form?.form === name ? form : {}
}
