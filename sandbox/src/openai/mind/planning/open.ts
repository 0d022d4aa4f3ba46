import { askFor, joinWords, newest, say, thenAsk, vary, type Scene, type Step } from './step.ts'
import { suggestionStep } from './health.ts'
import { unsureStep } from './unsure.ts'

/** Nothing is under way: greet, thank, ask what it is about. */
export function openStep(scene: Scene, answered: { invites: boolean } | null): Step {
  const { reading, about } = scene
  const { heard } = reading
  const answer = newest(scene)
  if (answer && !answered) return say(thenAsk(answer.say ?? '', askFor('help', scene)))
  if (!heard && reading.turns === 0) return say(about.greeting ?? greetingWords(scene))
  if (answered) {
    const proposed = suggestionStep(scene, { hasAnswered: true })
    if (proposed) return proposed
    const canBook = answered.invites && scene.tools.has('find_openings')
    return say(
      canBook ? vary(scene, 'Would you like to book a visit?', 'Shall I find you a time?') : askFor('help', scene),
    )
  }
  if (!heard) return say(askFor('help', scene))
  if (heard.smallTalk === 'how_are_you') return say("I'm doing well, thank you. How can I help?")
  if (heard.smallTalk === 'thanks') return say(thenAsk("You're welcome.", askFor('help', scene)))
  if (heard.smallTalk === 'greeting')
    return say(vary(scene, 'Hello! How can I help?', 'Hi there! What can I do for you?'))
  if (heard.name && heard.yesNo === null) return say(`Nice to meet you, ${heard.name.given}. How can I help?`)
  if (heard.phone || heard.email) return say('Thank you. How can I help?')
  if (reading.asked === 'offer_booking' || reading.asked === 'offer_message' || reading.asked === 'offer_person') {
    if (heard.yesNo === 'no') return say(joinWords('All right.', askFor('help', scene)))
  }
  if (heard.yesNo === 'yes') return say('What can I do for you?')
  if (heard.yesNo === 'no' || heard.isNeverMind) return say(joinWords('All right.', askFor('help', scene)))
  return unsureStep(scene)
}

function greetingWords({ about }: Scene): string {
  return joinWords(
    `Hi, I'm ${about.name}, the AI receptionist${about.spa ? ` of ${about.spa}` : ''}.`,
    'How can I help?',
  )
}
