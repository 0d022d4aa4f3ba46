import type { PersonaChange, PersonaField, StoredPersona } from '@ava/protocol/portal/persona.ts'

/** In the order of the form. */
const fields: readonly PersonaField[] = [
  'name',
  'voice',
  'greeting',
  'tone',
  'houseRules',
  'suggestions',
  'privacyLine',
  'languages',
  'escalations',
]

/** What `after` says otherwise than `before`. A list that only changed its order is a change: all of it, before and after. */
export function personaDiff(before: StoredPersona, after: StoredPersona): PersonaChange[] {
  return fields.flatMap((field) => {
    const [was, is] = [wordsOf(before, field), wordsOf(after, field)]
    if (JSON.stringify(was) === JSON.stringify(is)) return []
    const removed = was.filter((one) => !is.includes(one))
    const added = is.filter((one) => !was.includes(one))
    return removed.length + added.length === 0 ? [{ field, removed: was, added: is }] : [{ field, removed, added }]
  })
}

function wordsOf(persona: StoredPersona, field: PersonaField): string[] {
  if (field === 'escalations') return persona.escalations.map(({ topic, action }) => `${topic} → ${action}`)
  const value = persona[field]
  return typeof value === 'string' ? [value] : value
}
