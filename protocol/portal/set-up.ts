/** What the set-up's pages have in common. Every change answers with the row's id and what it leaves outside of the new times. */
import { z } from 'zod'

/** Words of at most so many characters, without spaces around them; `missing` is said where there are none. */
export function words(longest: number, missing?: string) {
  const text = z
    .string('Write words.')
    .trim()
    .max(longest, `Keep it under ${longest.toLocaleString('en-US')} characters.`)
    .refine((value) => !value.includes('\0'), 'Write words.')
  return missing === undefined ? text : text.min(1, missing)
}

/** As `words`; none becomes null. */
export function optionalWords(longest: number) {
  return words(longest)
    .nullable()
    .transform((value) => (value === '' ? null : value))
}

export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Enter a time like 09:30.')
export const LocalDate = z.iso
  .date('Choose a day.')
  .refine((date) => date > '2000' && date < '2100', 'Choose a day of this century.')
export const Weekday = z.number().int().min(1).max(7)

/** When the row was read: another value than the row's says that somebody has changed it since. Null: a new one. */
export const ReadAt = z.iso.datetime().nullable()

export const AffectedAppointment = z.object({
  id: z.string(),
  reference: z.string(),
  customerName: z.string(),
  serviceName: z.string(),
  providerName: z.string(),
  startsAt: z.string(),
  timeZone: z.string(),
})
export type AffectedAppointment = z.infer<typeof AffectedAppointment>

/** The first of them, and how many there are. */
export const Affected = z.object({ appointments: z.array(AffectedAppointment), total: z.number() })
export type Affected = z.infer<typeof Affected>

/** `outside`: what is booked and stays, though the new set-up no longer has room for it. */
export const SetUpSaved = z.object({ id: z.string(), outside: Affected })
export type SetUpSaved = z.infer<typeof SetUpSaved>

/** Not removed: it would take these with it. Deactivating keeps them. */
export const SetUpRemoved = z.discriminatedUnion('removed', [
  z.object({ removed: z.literal(true) }),
  z.object({ removed: z.literal(false), booked: Affected }),
])
export type SetUpRemoved = z.infer<typeof SetUpRemoved>

export const SetUpKey = z.object({ updatedAt: ReadAt })
export const SetUpActive = SetUpKey.extend({ isActive: z.boolean() })
