import type { MindItem, MindRequest, MindTool, MindTurn } from '../mind-request.ts'
import { think } from '../receptionist.ts'
import { SPA_TOOLS, type SimulatedSpa } from './simulated-spa.ts'

export const INSTRUCTIONS = `# Who you are
You are Ava, the AI receptionist of Glow Med Spa, a medical spa.
Your greeting, when a conversation begins: "Hi, this is Ava, the AI receptionist at Glow. How can I help?"
Time zone: America/New_York.`

/** A conversation with the receptionist: each line of the person's is answered until she has said her piece. */
export class Talk {
  readonly items: MindItem[] = []
  readonly spa: SimulatedSpa
  readonly now: Date
  private count = 0

  private readonly tools: readonly MindTool[]

  constructor(
    spa: SimulatedSpa,
    { now = new Date('2026-11-24T15:00:00Z'), tools = SPA_TOOLS }: { now?: Date; tools?: readonly MindTool[] } = {},
  ) {
    this.spa = spa
    this.now = now
    this.tools = tools
  }

  /** All that Ava says to it, in order. */
  say(line: string): string {
    this.items.push({ type: 'message', role: 'user', text: line })
    this.spa.heard()
    return this.answer()
  }

  answer(): string {
    const said: string[] = []
    for (let round = 0; round < 12; round++) {
      const turn = think({ instructions: INSTRUCTIONS, tools: this.tools, items: this.items, now: this.now })
      if (turn.text !== undefined) {
        said.push(turn.text)
        this.items.push({ type: 'message', role: 'assistant', text: turn.text })
      }
      if (turn.toolCalls.length === 0) return said.join(' ')
      for (const { name, arguments: args } of turn.toolCalls) {
        const callId = `call_${++this.count}`
        this.items.push({ type: 'function_call', callId, name, arguments: JSON.stringify(args) })
        this.items.push({ type: 'function_call_output', callId, output: JSON.stringify(this.spa.run(name, args)) })
      }
    }
    throw new Error(`Went in circles: ${said.join(' | ')}`)
  }
}

/** One answer, with whatever matters to the test set. */
export function ask(change: Partial<MindRequest> = {}): MindTurn {
  return think({
    instructions: INSTRUCTIONS,
    tools: SPA_TOOLS,
    items: [],
    now: new Date('2026-11-24T15:00:00Z'),
    ...change,
  })
}

export function message(role: 'user' | 'assistant' | 'developer', text: string): MindItem {
  return { type: 'message', role, text }
}

/** A whole conversation, one line of the person's after the other; what Ava says to each. */
export function talk(spa: SimulatedSpa, ...lines: string[]): string[] {
  const conversation = new Talk(spa)
  return lines.map((line) => conversation.say(line))
}
