import type { StoredPersona } from '@ava/protocol/portal/persona.ts'
import { z } from 'zod'
import type { Persona, PersonaVersion } from '../../db/generated/client.ts'

/** What goes to a person, and how. */
export const Escalations = z.array(z.object({ topic: z.string(), action: z.enum(['hand_over', 'take_message']) }))
export type Escalations = z.infer<typeof Escalations>

type Row = Pick<Persona | PersonaVersion, Exclude<keyof StoredPersona, 'escalations'> | 'escalations'>

/** What a person may change of a persona, as it is stored. */
export function fieldsOf(row: Row): StoredPersona {
  const { name, voice, greeting, tone, houseRules, suggestions, privacyLine, languages } = row
  const escalations = Escalations.parse(row.escalations)
  return { name, voice, greeting, tone, houseRules, suggestions, privacyLine, languages, escalations }
}
