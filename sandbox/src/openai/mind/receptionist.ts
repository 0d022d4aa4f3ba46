import { aboutSpa } from './instructions/about-spa.ts'
import { readDirective } from './instructions/directive.ts'
import type { MindItem, MindRequest, MindTurn } from './mind-request.ts'
import { nextStep } from './planning/next-step.ts'
import { openStep } from './planning/open.ts'
import { say, type Scene, type Step } from './planning/step.ts'
import { toolbox } from './planning/toolbox.ts'
import { readConversation } from './reading/read-conversation.ts'
import { NOTHING_READ } from './reading/reading.ts'

/**
 * A receptionist without a model. She has what a model would have (instructions, tools
 * with their schemas, the conversation) and nothing else, and answers the same to the
 * same. She reads the conversation front to back, then takes the next sensible step.
 */
export function think(request: MindRequest): MindTurn {
  const { instructions, items, now, toolChoice } = request
  const about = aboutSpa(instructions)
  const usable =
    toolChoice === 'none'
      ? []
      : typeof toolChoice === 'object' && toolChoice
        ? request.tools.filter(({ name }) => name === toolChoice.name)
        : request.tools
  const tools = toolbox(usable)
  const directive = readDirective(request.responseInstructions ?? newestWish(items))
  if (directive.type === 'verbatim') return { text: directive.text, toolCalls: [] }
  const scene: Scene = { reading: readConversation(items, { instructions, now }), tools, about }
  switch (directive.type) {
    case 'filler':
      return turn(say('One moment, I am still checking.'))
    case 'still_there':
      return turn(say('Are you still there?'))
    case 'goodbye':
      return turn(say('Thank you. Goodbye!'))
    case 'greet':
      return turn(openStep({ ...scene, reading: NOTHING_READ }, null))
    default:
      return turn(nextStep(scene))
  }
}

/** A developer's message at the very end can ask for exact words, too. */
function newestWish(items: readonly MindItem[]): string | null {
  const last = items[items.length - 1]
  if (last?.type !== 'message' || (last.role !== 'developer' && last.role !== 'system')) return null
  return readDirective(last.text).type === 'verbatim' ? last.text : null
}

function turn({ text, calls }: Step): MindTurn {
  const toolCalls = calls.map((call) => ({ name: call.name, arguments: call.arguments }))
  return text === '' && toolCalls.length > 0 ? { toolCalls } : { text: text || 'How can I help?', toolCalls }
}
