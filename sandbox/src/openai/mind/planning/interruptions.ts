import { saysSomething, type Asked } from '../hearing/hear.ts'
import { isSaid } from '../hearing/when.ts'
import { askFor, callWith, joinWords, say, thenAsk, vary, type Scene, type Step } from './step.ts'
import { question } from './unsure.ts'

const ASKS_WHY = /^(?:\w+[ ,]+){0,2}(?:why|what for|how come)\b|\bwhat do you (?:need|want) (?:it|that|my \w+) for\b/
const WHY: Partial<Record<Asked, string>> = {
  name: 'So that the team knows who is coming.',
  phone: 'So that the confirmation reaches you, and we can call if something changes.',
  email: 'So that the confirmation reaches you.',
  health: 'So that our clinicians know before you come. It goes to nobody else.',
  code: 'So that nobody else can see or change your appointments.',
}

/** What comes before everything that is under way; only right after the person has spoken. */
export function interruption(scene: Scene): Step | null {
  const { reading, tools, about } = scene
  const { heard } = reading
  if (!heard || reading.answers.length > 0 || reading.callsSinceHeard > 0) return null
  switch (heard.sensitive) {
    case 'emergency': {
      const transfer = tools.call('transfer_to_person', { reason: 'Possible emergency' })
      const words = 'This can be an emergency. Please call 911 now.'
      return transfer ? callWith(transfer, words) : say(words)
    }
    case 'card':
      return say(
        thenAsk(
          "Please don't share card or social security numbers here. Payments go through a secure link.",
          question(scene),
        ),
      )
    case 'instructions':
      return say(
        thenAsk(
          `I'm ${about.name}, the AI receptionist${about.spa ? ` of ${about.spa}` : ''}, and that's who I stay.`,
          question(scene),
        ),
      )
    case 'identity':
      return say(
        thenAsk(
          `I'm ${about.name}, the AI receptionist${about.spa ? ` of ${about.spa}` : ''}. I'm not a person, but I can get you one.`,
          question(scene),
        ),
      )
    case 'someone_else':
      return say(
        thenAsk("I can't discuss anybody else's appointments, or say whether someone is a client.", question(scene)),
      )
    default:
      break
  }
  if (heard.wants.has('person') || (reading.asked === 'offer_person' && heard.yesNo === 'yes'))
    return transferStep(scene)
  if (heard.isGoodbye && heard.wants.size === 0 && heard.questions.length === 0 && !reading.pending?.isAgreed)
    return goodbyeStep(scene)
  if (
    reading.asked === 'help' &&
    heard.yesNo === 'no' &&
    heard.wants.size === 0 &&
    heard.questions.length === 0 &&
    reading.goal === null &&
    heard.treatments.length === 0 &&
    !isSaid(heard.when) &&
    !/\b(?:wait|actually|but)\b/.test(heard.plain)
  )
    return goodbyeStep(scene)
  if (ASKS_WHY.test(heard.plain) && reading.asked) {
    const why = WHY[reading.asked]
    if (why) return say(joinWords(why, question(scene)))
  }
  if (reading.asked === 'message') return null
  if (heard.smallTalk === 'repeat' && heard.wants.size === 0 && reading.lastAvaWords) return say(reading.lastAvaWords)
  if (heard.smallTalk === 'wait' && heard.wants.size === 0 && heard.yesNo === null && heard.questions.length === 0)
    return say(vary(scene, 'Take your time.', 'No rush, I am here.'))
  if (heard.smallTalk === 'are_you_there') return say(thenAsk("Yes, I'm here.", question(scene)))
  const hasAnswered = reading.toPass.length > 0 || reading.stoppedAt !== null || isHealthReply(reading)
  if (!saysSomething(heard) && heard.plain.trim() === '' && !hasAnswered)
    return say(thenAsk("Sorry, I didn't catch that.", question(scene)))
  if (reading.isAbandoned) return say(`All right, I've left that. ${askFor('help', scene)}`)
  return null
}

/** It was about the questions on health, and is taken up with them. */
function isHealthReply({ health }: Scene['reading']): boolean {
  return health !== null && health.reply !== null && health.reply.type !== 'unsaid'
}

function transferStep(scene: Scene): Step {
  const transfer = scene.tools.call('transfer_to_person', { reason: reasonFor(scene) })
  if (!transfer) return say(`I'm sorry, I can't put you through from here. ${askFor('message', scene)}`)
  return callWith(
    transfer,
    vary(scene, 'Of course. One moment, please.', 'Of course, let me get someone.', 'Certainly. One moment.'),
  )
}

/** For the person who takes over: what it was about, in the caller's own words. */
function reasonFor({ reading }: Scene): string {
  const under =
    reading.goal === 'book'
      ? `was booking ${reading.mention?.words ?? 'an appointment'}`
      : reading.goal
        ? `wanted to ${reading.goal.replace(/_/g, ' ')}`
        : ''
  const words = reading.heard?.text.trim().slice(0, 200) ?? ''
  return [`Asked for a person: "${words}"`, under].filter(Boolean).join('; ')
}

function goodbyeStep(scene: Scene): Step {
  const end = scene.tools.call('end_conversation', {})
  // The words come after the call has gone through: said with it, they would be said twice.
  return end ? callWith(end) : say(goodbyeWords(scene))
}

export function goodbyeWords(scene: Scene): string {
  const { reading } = scene
  const isUnfinished = reading.goal === 'book' && reading.booked === null
  if (isUnfinished) return 'All right. Nothing has been booked. Have a good day.'
  return vary(scene, "You're welcome. Have a good day!", 'Thanks for reaching out. Goodbye!', 'Thank you. Take care!')
}
