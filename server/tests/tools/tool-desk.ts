import { pino } from 'pino'
import type { Tenant } from '../../src/db/for-tenant.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import { createToolRegistry } from '../../src/tools/create-registry.ts'
import type { ToolOutcome } from '../../src/tools/registry.ts'
import type { ToolResult } from '../../src/tools/tool.ts'

export interface ToolDesk {
  conversationId: string
  /** What was queued, by name. */
  jobs: string[]
  /** What was logged as an error. */
  errors: string[]
  /** The person says something; null stands for speech that was not transcribed. */
  says(text: string | null): void
  /** The clock the calls see. */
  at(now: Date): void
  /** One call of the model, with an id of its own unless one is given. */
  run(name: string, args: object | string, callId?: string): Promise<ToolOutcome>
  call(name: string, args: object | string, callId?: string): Promise<ToolResult & Record<string, never>>
}

interface ToolDeskOptions {
  tenant: Tenant
  now: Date
  conversationId?: string
  visitorId?: string
  enqueue?: Enqueue
}

/** One conversation with the tools at hand, without a model. */
export async function openToolDesk(options: ToolDeskOptions): Promise<ToolDesk> {
  const { tenant } = options
  const conversationId =
    options.conversationId ??
    (await tenant.db.conversation.create({ data: { channel: 'chat', visitorId: options.visitorId ?? null } })).id
  const errors: string[] = []
  const logger = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) })
  const registry = createToolRegistry({ logger })
  const jobs: string[] = []
  let now = options.now
  let turn: { position: number; text: string | null } | null = null
  let calls = 0
  const enqueue: Enqueue =
    options.enqueue ??
    ((_tx, name) => {
      jobs.push(name)
      return Promise.resolve()
    })
  const run: ToolDesk['run'] = (name, args, callId = `call_${++calls}`) =>
    registry.run(
      {
        tenant,
        conversation: { id: conversationId, channel: 'chat', visitorId: options.visitorId ?? null, now },
        callId,
        enqueue,
        lastCustomerTurn: () => Promise.resolve(turn),
        signal: new AbortController().signal,
      },
      { name, argumentsJson: typeof args === 'string' ? args : JSON.stringify(args) },
    )
  return {
    conversationId,
    jobs,
    errors,
    says: (text) => {
      turn = { position: (turn?.position ?? 0) + 2, text }
    },
    at: (instant) => {
      now = instant
    },
    run,
    call: async (name, args, callId) => (await run(name, args, callId)).result as never,
  }
}
