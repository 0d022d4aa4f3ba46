import type { JsonSchema, MindItem } from '../mind-request.ts'
import { factsOf, type ConversationFacts } from './conversation-facts.ts'
import { clip, summaryWords, titleWords } from './summary-words.ts'

/**
 * JSON of the wanted shape about a conversation: what each property holds is told from
 * its name and its choices, and what the conversation does not say stays empty, null
 * or "unknown" where the schema has room for that.
 */
export function summarise({
  schema,
  instructions,
  items,
}: {
  schema: JsonSchema | Record<string, unknown>
  instructions: string
  items: readonly MindItem[]
}): unknown {
  const facts = factsOf(items, { instructions })
  return fill(schema, { name: 'summary', facts, root: schema, depth: 0 })
}

interface Place {
  /** The property's name, which is all there is to tell what belongs in it. */
  name: string
  facts: ConversationFacts
  root: JsonSchema
  depth: number
}

function fill(given: JsonSchema, place: Place): unknown {
  const { schema, isNullable } = resolve(given, place)
  if (place.depth > 12) return null
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return choose(schema.enum, place) ?? (isNullable ? null : schema.enum[0])
  switch (typeOf(schema)) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [
          name,
          fill(property, { ...place, name, depth: place.depth + 1 }),
        ]),
      )
    case 'array':
      return list(schema, place)
    case 'boolean':
      return claim(place)
    case 'integer':
    case 'number':
      return count(schema, place)
    case 'null':
      return null
    default:
      return words(schema, place, isNullable)
  }
}

/** References followed, and of alternatives the first that is not null. */
function resolve(given: JsonSchema, place: Place): { schema: JsonSchema; isNullable: boolean } {
  let schema = given
  let isNullable = false
  for (let step = 0; step < 10; step++) {
    const target =
      typeof schema.$ref === 'string' ? /^#\/(?:\$defs|definitions)\/(.+)$/.exec(schema.$ref)?.[1] : undefined
    const definitions = (place.root.$defs ?? place.root.definitions ?? {}) as Record<string, JsonSchema>
    const options = schema.anyOf ?? schema.oneOf
    if (target && definitions[target]) schema = definitions[target]
    else if (options) {
      isNullable ||= options.some((option) => option.type === 'null')
      schema = options.find((option) => option.type !== 'null') ?? { type: 'null' }
    } else if (schema.allOf) schema = Object.assign({}, schema, { allOf: undefined }, ...schema.allOf) as JsonSchema
    else break
  }
  return { schema, isNullable: isNullable || (Array.isArray(schema.type) && schema.type.includes('null')) }
}

function typeOf(schema: JsonSchema): string {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type
  return type ?? (schema.properties ? 'object' : schema.items ? 'array' : 'string')
}

const SAME_OUTCOME: Record<ConversationFacts['outcome'], RegExp> = {
  booked: /book|scheduled|convert|success|appointment/i,
  moved: /mov|resched|chang/i,
  cancelled: /cancel/i,
  transferred: /transfer|hand|human|person|escalat/i,
  message_taken: /message|callback|call_back|follow/i,
  answered: /answer|question|inform|resolved|faq|enquiry|inquiry/i,
  emergency: /emergency|urgent|escalat/i,
  abandoned: /abandon|incomplete|unresolved|no_|dropped|not_|none/i,
}

function choose(choices: readonly unknown[], { name, facts }: Place): unknown {
  const among = choices.filter((choice) => typeof choice === 'string')
  const by = (pattern: RegExp): string | undefined => among.find((choice) => pattern.test(choice))
  if (/sentiment|mood|tone|emotion|feeling/i.test(name))
    return (
      by(new RegExp(`^${facts.sentiment}`, 'i')) ??
      by({ positive: /pos|happy|good/i, neutral: /neu|mixed/i, negative: /neg|unhappy|bad|angry/i }[facts.sentiment])
    )
  // "no_booking" holds the word and means its opposite.
  const positive = among.find(
    (choice) => SAME_OUTCOME[facts.outcome].test(choice) && !/^(?:no|not|un|non)[_\s-]/i.test(choice),
  )
  const exact = by(new RegExp(`^${facts.outcome}$`, 'i')) ?? positive ?? by(SAME_OUTCOME[facts.outcome])
  if (/outcome|result|status|resolution|disposition|intent|reason|category|type/i.test(name) && exact) return exact
  if (/priority|urgency|severity/i.test(name))
    return by(facts.outcome === 'emergency' ? /high|urgent|critical/i : /normal|medium|low/i)
  if (/lang|locale/i.test(name)) return by(/^en/i)
  return by(/unknown|other|none|neutral|n\/a|unspecified/i)
}

function list(schema: JsonSchema, place: Place): unknown[] {
  const { facts, name } = place
  const item = resolve(schema.items ?? {}, place).schema
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : 8
  if (typeOf(item) !== 'string' || item.enum) {
    return Array.from({ length: least }, () => fill(item, { ...place, depth: place.depth + 1 }))
  }
  const found = /question/i.test(name)
    ? facts.questions
    : /servic|treatment|topic|tag|interest|procedure/i.test(name)
      ? facts.treatments
      : /point|highlight|sentence/i.test(name)
        ? summaryWords(facts).split(/(?<=[.”])\s+(?=[A-Z])/)
        : []
  const entries = found.slice(0, most).map((entry) => fit(entry, item))
  while (entries.length < least) entries.push(fit('none', item))
  return entries
}

function claim({ name, facts }: Place): boolean {
  const { outcome } = facts
  if (/follow|callback|call_back|needs|attention|action/i.test(name))
    return outcome === 'message_taken' || outcome === 'transferred' || outcome === 'emergency'
  if (/emergency|urgent/i.test(name)) return outcome === 'emergency'
  if (/book|appoint|schedul|convert/i.test(name)) return outcome === 'booked'
  if (/transfer|hand|escalat|human/i.test(name)) return outcome === 'transferred'
  if (/cancel/i.test(name)) return outcome === 'cancelled'
  if (/resolved|success|answered|satisf|complete/i.test(name)) return outcome !== 'abandoned' && outcome !== 'emergency'
  return false
}

function count(schema: JsonSchema, { name, facts }: Place): number {
  const least = typeof schema.minimum === 'number' ? schema.minimum : 0
  const most = typeof schema.maximum === 'number' ? schema.maximum : Number.POSITIVE_INFINITY
  const share = { negative: 0.2, neutral: 0.5, positive: 0.9 }[facts.sentiment]
  const top = Number.isFinite(most) ? most : 1
  const wanted = /turn|message|count|number|total/i.test(name)
    ? facts.turns
    : /sentiment|score|satisf|rating|confidence/i.test(name)
      ? least + (top - least) * share
      : least
  const within = Math.min(Math.max(wanted, least), most)
  return typeOf(schema) === 'integer' ? Math.round(within) : within
}

function words(schema: JsonSchema, { name, facts }: Place, isNullable: boolean): string | null {
  const found = wordsFor(name, facts)
  if (found === null || found === '') {
    if (isNullable) return null
    return fit(typeof schema.minLength === 'number' && schema.minLength > 0 ? 'unknown' : '', schema)
  }
  return fit(found, schema)
}

function wordsFor(name: string, facts: ConversationFacts): string | null {
  const { name: person } = facts
  if (/phone|mobile|number/i.test(name)) return facts.phone
  if (/e-?mail/i.test(name)) return facts.email
  if (/given|first_?name/i.test(name)) return person.given
  if (/family|last_?name|surname/i.test(name)) return person.family
  if (/(?:^|_)name$|customer_?name/i.test(name)) return [person.given, person.family].filter(Boolean).join(' ') || null
  if (/servic|treatment|procedure/i.test(name)) return facts.treatments[0] ?? null
  if (/title|subject|headline|topic/i.test(name)) return titleWords(facts)
  if (/outcome|result|status/i.test(name)) return facts.outcome
  if (/sentiment|mood|tone/i.test(name)) return facts.sentiment
  if (/lang|locale/i.test(name)) return 'en'
  if (/question/i.test(name)) return facts.questions[0] ?? null
  if (/date|time|when|appointment/i.test(name)) return facts.label
  if (/summary|overview|recap|description|text|answer|content|note|reason|intent/i.test(name))
    return summaryWords(facts)
  return null
}

function fit(text: string, schema: JsonSchema): string {
  return typeof schema.maxLength === 'number' ? clip(text, schema.maxLength) : text
}
