import type { JsonSchema } from '../mind-request.ts'
import type { HealthAnswer } from '../hearing/health/health-question.ts'
import { inWords } from './service-words.ts'
import { askFor, callWith, joinWords, newest, say, type Scene, type Step } from './step.ts'

/** Asked this often in a row without an answer that counts, a person does it better. */
const MOST_ROUNDS = 3

/** Answers about health go to the tool at once: only what was just said bears them out. */
export function passHealthStep(scene: Scene): Step | null {
  const { reading, tools } = scene
  const isPassed = reading.answers.some(({ name }) => name === 'answer_screening')
  if (reading.toPass.length === 0 || isPassed) return null
  const items = tools.itemOf('answer_screening', 'answers')
  const call = tools.call('answer_screening', { answers: reading.toPass.map((answer) => asItem(answer, items)) })
  return call ? callWith(call) : say(`I can't pass that on from here. ${askFor('message', scene)}`)
}

/** The answer in the words of the tool's own schema. */
function asItem({ question, answer, date }: HealthAnswer, schema: JsonSchema | null): Record<string, unknown> {
  const all: Record<string, unknown> = { question, key: question, answer, date, when: date }
  if (!schema?.properties) return date ? { question, answer, date } : { question, answer }
  return Object.fromEntries(
    Object.keys(schema.properties).flatMap((name) => {
      const value = all[name]
      if (value !== undefined) return [[name, value]]
      return schema.required?.includes(name) ? [[name, null]] : []
    }),
  )
}

/** The questions about health that are open, put as far as the reply leaves them open; null when there are none. */
export function askHealthStep(scene: Scene, { hasAnswered }: { hasAnswered: boolean }): Step | null {
  const { reading, tools } = scene
  const { health } = reading
  if (!health) return null
  if (health.rounds >= MOST_ROUNDS || reading.misses >= 2)
    return say(
      tools.has('transfer_to_person')
        ? "I'm sorry, I can't get this right. Would you like to talk to a person?"
        : `I'm sorry, I can't get this right. ${askFor('message', scene)}`,
    )
  const items = listed(health.questions.map(({ short }) => short))
  const whole = health.say ?? `Before I book: do any of these apply to you: ${items}?`
  switch (health.reply?.type) {
    case 'which':
      return say(
        health.reply.isDoubt
          ? `That's all right. Which of them are you not sure about: ${items}?`
          : `Thank you for telling me. Which of them is it: ${items}?`,
      )
    case 'hedged':
      return say("I'd like to be sure before I book. Does any of it apply to you, yes or no?")
    case 'meaning':
      return say(health.reply.question.text)
    case 'unsaid':
      return say(hasAnswered ? `And before I book: ${lastQuestion(whole)}` : `Sorry, I didn't get that. ${whole}`)
    default:
      return say(whole)
  }
}

/** Items with commas of their own are kept apart by semicolons. */
function listed(items: readonly string[]): string {
  if (items.length < 2 || items.every((item) => !item.includes(','))) return inWords(items, 'or')
  return `${items.slice(0, -1).join('; ')}; or ${items[items.length - 1]}`
}

/** "Before I book: do any …?" → "do any …?" */
function lastQuestion(words: string): string {
  return words.replace(/^[^:?]{0,30}: (?=.*\?)/, '')
}

/** After a no to what must be answered or agreed to: it ends here, politely. */
export function stoppedStep(scene: Scene): Step | null {
  const { reading } = scene
  if (reading.stoppedAt === null || reading.answers.some(({ ok }) => !ok)) return null
  const words =
    reading.stoppedAt === 'policy'
      ? "I understand. I can't book without it, and nothing is booked."
      : "I understand, that's yours to decide. I can't book this without an answer, but someone on the team can go through it with you."
  return say(joinWords(words, askFor('message', scene)))
}

/** What a tool proposed, asked again after something else was talked about. */
export function suggestionStep(scene: Scene, { hasAnswered }: { hasAnswered: boolean }): Step | null {
  const { suggestion } = scene.reading
  if (!suggestion?.say) return null
  const question = /[^.!?]+\?\s*$/.exec(suggestion.say)?.[0].trim() ?? 'Shall I go on?'
  const isNew = newest(scene)?.name === 'find_openings'
  if (isNew) return say(suggestion.say)
  return say(hasAnswered ? question : `Sorry, I didn't get that. ${question}`)
}
