/** The body of every error answer of our HTTP APIs. zod/mini: this file ships to customers' pages. */
import * as z from 'zod/mini'

export const ApiError = z.object({
  error: z.object({
    /** For programs: stable, snake_case. */
    code: z.string(),
    /** For people: what happened and what to do. */
    message: z.string(),
    /** The fields that were wrong: dotted path → what is wrong. */
    fields: z.optional(z.record(z.string(), z.string())),
    /** Quote this to support; it finds the log line. */
    requestId: z.optional(z.string()),
  }),
})
export type ApiError = z.infer<typeof ApiError>
