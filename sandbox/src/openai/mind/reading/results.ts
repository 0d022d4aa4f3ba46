import type { HealthQuestion } from '../hearing/health/health-question.ts'

/** A tool's answer, read without knowing which server gave it. */
export interface ToolAnswer {
  name: string
  args: Record<string, unknown>
  ok: boolean
  reason: string | null
  say: string | null
  mustSay: boolean
  facts: Record<string, unknown>
}

export interface Opening {
  slot: string
  label: string
  provider: string | null
  /** Of a group appointment: how many may still come. */
  seatsLeft?: number
}

export interface ListedService {
  name: string
  facts: Record<string, unknown>
}

export interface KnownAppointment {
  reference: string
  service: string | null
  label: string
  provider: string | null
}

export function readAnswer(name: string, argumentsJson: string, output: string): ToolAnswer {
  const facts = toRecord(parse(output)) ?? { ok: true, text: output }
  const reason = text(facts.reason) ?? text(facts.error) ?? text(toRecord(facts.error)?.code)
  return {
    name,
    args: toRecord(parse(argumentsJson)) ?? {},
    ok: typeof facts.ok === 'boolean' ? facts.ok : reason === null,
    reason,
    say: text(facts.say),
    mustSay: facts.mustSay === true || facts.must_say === true,
    facts,
  }
}

export function readOpenings(facts: Record<string, unknown>): Opening[] {
  const list = listIn(facts, ['openings', 'slots', 'times', 'nearest', 'alternatives', 'options'])
  return list.flatMap((entry) => {
    const slot = text(entry.slot) ?? text(entry.token) ?? text(entry.id)
    const label =
      text(entry.label) ?? text(entry.when) ?? text(entry.starts_at) ?? text(entry.startsAt) ?? text(entry.time)
    const seats = entry.seats_left ?? entry.seatsLeft
    return slot && label
      ? [
          {
            slot,
            label,
            provider: nameIn(entry.provider) ?? nameIn(entry.with),
            ...(typeof seats === 'number' ? { seatsLeft: seats } : {}),
          },
        ]
      : []
  })
}

export function readServices(facts: Record<string, unknown>): ListedService[] {
  return listIn(facts, ['services', 'treatments', 'catalogue', 'catalog', 'items', 'results', 'options']).flatMap(
    (entry) => {
      const name = text(entry.name) ?? text(entry.title) ?? text(entry.service)
      return name ? [{ name, facts: entry }] : []
    },
  )
}

export function readAppointments(facts: Record<string, unknown>): KnownAppointment[] {
  const one = toRecord(facts.appointment) ?? (text(facts.reference) ? facts : null)
  const list = one ? [one] : listIn(facts, ['appointments', 'bookings', 'upcoming', 'options'])
  return list.flatMap((entry) => {
    const reference = text(entry.reference) ?? text(entry.appointment) ?? text(entry.ref) ?? text(entry.id)
    const label = text(entry.label) ?? text(entry.when) ?? text(entry.starts_at) ?? text(entry.startsAt) ?? ''
    return reference ? [{ reference, service: nameIn(entry.service), label, provider: nameIn(entry.provider) }] : []
  })
}

/** Questions about health, each with the key to answer it by. */
export function readHealthQuestions(facts: Record<string, unknown>): HealthQuestion[] {
  return listIn(facts, ['questions']).flatMap((entry) => {
    const key = text(entry.key) ?? text(entry.question) ?? text(entry.id)
    const short = text(entry.short) ?? text(entry.short_text) ?? text(entry.text)
    const isDated = /date/.test(text(entry.kind) ?? '')
    return key && short ? [{ key, isDated, short, text: text(entry.text) ?? short }] : []
  })
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

export function toRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** The first non-empty list of objects under one of the names. */
function listIn(facts: Record<string, unknown>, names: readonly string[]): Record<string, unknown>[] {
  for (const name of names) {
    const value = facts[name]
    const entries = Array.isArray(value) ? value.map(toRecord).filter((entry) => entry !== null) : []
    if (entries.length > 0) return entries
  }
  return []
}

function nameIn(value: unknown): string | null {
  return text(value) ?? text(toRecord(value)?.name)
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null // Words instead of JSON: a tool may answer in prose.
  }
}
