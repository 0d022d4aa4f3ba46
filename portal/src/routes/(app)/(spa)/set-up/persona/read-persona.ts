import type { EscalationAction, StoredPersona } from '@ava/protocol/portal/persona.ts'
import type { Refusal } from '#lib/server/api.ts'
import type { Messages } from '#lib/messages/messages-for.ts'

/** What was typed, as it was typed: it goes back into the fields when it is refused. */
export function personaIn(form: FormData): StoredPersona {
  const word = (name: string) => String(form.get(name) ?? '')
  const lines = (name: string) =>
    word(name)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const actions = form.getAll('action').map(String)
  return {
    name: word('name'),
    voice: word('voice'),
    greeting: word('greeting'),
    tone: word('tone'),
    houseRules: lines('houseRules'),
    suggestions: lines('suggestions'),
    privacyLine: word('privacyLine'),
    languages: form.getAll('languages').map(String),
    // An empty row is no topic.
    escalations: form
      .getAll('topic')
      .map((topic, index) => ({ topic: String(topic), action: (actions[index] ?? '') as EscalationAction }))
      .filter(({ topic }) => topic.trim() !== ''),
  }
}

/** By field, the first thing that is wrong with it: "fields.houseRules.2" is line 3 of the house rules. */
export function fieldErrors({ fields = {} }: Refusal, t: Messages): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [path, error] of Object.entries(fields)) {
    const [field = '', line] = path.replace(/^fields\./, '').split('.')
    found[field] ??= line === undefined || !/^\d+$/.test(line) ? error : t.persona.line(Number(line) + 1, error)
  }
  return found
}
