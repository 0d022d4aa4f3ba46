import { saysSomething } from '../hearing/hear.ts'
import { answerQuestions } from './answering.ts'
import { bookingStep } from './booking.ts'
import { changingStep } from './changing.ts'
import { interruption } from './interruptions.ts'
import { messageStep } from './messages.ts'
import { openStep } from './open.ts'
import { problemStep } from './problems.ts'
import { unsureStep } from './unsure.ts'
import { passHealthStep, stoppedStep } from './health.ts'
import { waitlistStep } from './waitlist.ts'
import { askFor, lead, newest, say, type Scene, type Step } from './step.ts'

/** More calls than this for one turn of the person is going in circles. */
const MOST_CALLS = 8

/** What the receptionist does now. Decided from the reading alone. */
export function nextStep(scene: Scene): Step {
  const { reading } = scene
  const answer = newest(scene)
  const isStuck = reading.health !== null && reading.health.rounds >= 3
  if (answer?.mustSay && answer.say && !isStuck) return mustSayStep(scene, answer.say)
  if (reading.callsSinceHeard >= MOST_CALLS) {
    return say(`I'm sorry, I can't get that done right now. ${askFor('message', scene)}`)
  }
  const interrupt = interruption(scene)
  if (interrupt) return interrupt
  const answering = answerQuestions(scene)
  if (answering?.type === 'ask') return answering.step
  const words = answering?.words ?? ''
  const answered = answering ? { invites: answering.invites } : null
  if (answering?.isLast) return say(words)
  const { heard, answers } = reading
  const isLost = heard !== null && answers.length === 0 && reading.misses >= 2 && !saysSomething(heard)
  if (isLost) return unsureStep(scene)
  const passing = passHealthStep(scene) ?? stoppedStep(scene)
  if (passing) return lead(words, passing)
  const problem = problemStep(scene)
  if (problem) return lead(words, problem)
  return lead(words, goalStep(scene, answered))
}

/** Exactly what is to be said; where nothing is asked with it, what was under way goes on. */
function mustSayStep(scene: Scene, words: string): Step {
  const { goal, slot } = scene.reading
  const goesOn =
    newest(scene)?.name === 'answer_screening' && newest(scene)?.ok && slot && (goal === 'book' || goal === 'move')
  return goesOn ? lead(words, goalStep(scene, null)) : say(words)
}

function goalStep(scene: Scene, answered: { invites: boolean } | null): Step {
  const hasAnswered = answered !== null
  switch (scene.reading.goal) {
    case 'book':
      return bookingStep(scene, { hasAnswered })
    case 'move':
    case 'cancel':
    case 'move_or_cancel':
    case 'look_up':
    case 'update_contact':
      return changingStep(scene, { hasAnswered })
    case 'waitlist':
      return waitlistStep(scene)
    case 'message':
      return messageStep(scene)
    default:
      return openStep(scene, answered)
  }
}
