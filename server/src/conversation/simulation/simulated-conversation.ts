import { createHash } from 'node:crypto'
import type { Consequence } from '@ava/protocol/portal/simulations.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Rehearse } from '../../db/rehearsal.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import type { TenantSettings } from '../../tenants/settings.ts'
import type { ToolOutcome, ToolRegistry } from '../../tools/registry.ts'
import { switchWords } from '../transcript/mediums.ts'
import type { ActiveConversation, TimelineEntry, UsageRecord } from '../active-conversation.ts'
import { reasonToHandOver } from '../hand-over.ts'
import { lookBefore, whatWouldHaveHappened } from './consequences.ts'
import type { SimulatedMessage, SimulationState } from './simulation-state.ts'

export interface SimulationDependencies {
  tools: ToolRegistry
  rehearse: Rehearse
  clock: () => Date
}

/** The number and the address that texts and mails of a simulation come from. They are nobody's and reach nobody. */
export const simulatedAddress = { sms: '+12025550100', email: 'guest@simulator.invalid' } as const

/** Nothing is queued: what would have been stands in the outbox of the rehearsal. */
const enqueueNothing: Enqueue = () => Promise.resolve()

type ToolCall = Parameters<ActiveConversation['runTool']>[0]

/**
 * A conversation that is not there: the same settings, instructions, tools and gates as a real one, its words in
 * memory alone, and every tool run as a rehearsal (db/rehearsal.ts) that is rolled back. It writes nothing: it has
 * no other way to the database than the rehearsal.
 */
export class SimulatedConversation implements ActiveConversation {
  readonly tenant: Tenant
  readonly id: string
  readonly visitorId = null
  readonly settings: TenantSettings
  readonly instructions: string
  readonly aiEpoch = 0
  readonly withName = null
  readonly awaitsScore = false
  readonly safetyIdentifier: string
  /** What Ava looked up or did since her last words, and what would have come of it. */
  readonly steps: { tools: { name: string; ok: boolean }[]; consequences: Consequence[] } = {
    tools: [],
    consequences: [],
  }
  costMicroCents = 0n
  readonly #deps: SimulationDependencies
  readonly #talk: SimulationState

  constructor(
    deps: SimulationDependencies,
    options: { tenant: Tenant; id: string; settings: TenantSettings; instructions: string; talk: SimulationState },
  ) {
    this.#deps = deps
    this.tenant = options.tenant
    this.id = options.id
    this.settings = options.settings
    this.instructions = options.instructions
    this.#talk = options.talk
    this.safetyIdentifier = createHash('sha256').update(`${options.tenant.id}:simulator`).digest('hex')
  }

  get tools() {
    return this.#deps.tools.definitions
  }

  get state() {
    return this.#talk.closed ?? 'open'
  }

  get isAiActive() {
    return this.#talk.closed === null
  }

  get customerMessageCount() {
    return this.#talk.messages.filter(({ author }) => author === 'customer').length
  }

  messages() {
    return this.#talk.messages.map(({ id, position, author, channel, text, at }) => ({
      id,
      position,
      author,
      channel,
      text,
      isFinal: true,
      sentAt: at,
    }))
  }

  timeline(): TimelineEntry[] {
    const entries: TimelineEntry[] = []
    const tools = [...this.#talk.tools]
    const takeToolsBefore = (position: number) => {
      while (tools[0] && tools[0].afterPosition < position) entries.push(asEntry(tools.shift()!))
    }
    let channel: SimulatedMessage['channel'] | null = null
    for (const message of this.#talk.messages) {
      takeToolsBefore(message.position)
      const moved = switchWords(channel, message.channel)
      channel = message.channel
      if (moved !== null) entries.push({ type: 'message', author: 'system', text: moved })
      entries.push({ type: 'message', author: message.author, text: message.text })
    }
    takeToolsBefore(Number.POSITIVE_INFINITY)
    return entries
  }

  async runTool(call: ToolCall): Promise<ToolOutcome> {
    const outcome = await this.#run(call)
    const reason = reasonToHandOver(this.#talk.tools.map(asEntry))
    if (reason === null) return outcome
    // As in a real conversation: whatever the model makes of it, a person is asked.
    const argumentsJson = JSON.stringify({ reason })
    const asked = await this.#run({
      ...call,
      callId: `person-${call.callId}`,
      name: 'transfer_to_person',
      argumentsJson,
    })
    const { say } = asked.result
    if (!asked.result.ok || say === undefined) return outcome
    return { ...outcome, result: { ...outcome.result, say, mustSay: true } }
  }

  /** Runs something as if this conversation were stored, and notes what would have come of it. */
  async rehearse<T>(
    work: (
      tenant: Tenant,
      tx: TenantTransaction,
      enqueue: Enqueue,
    ) => Promise<{ result: T; effects: ToolOutcome['effects'] }>,
  ): Promise<T> {
    const { id: conversationId, tenant } = this
    const rehearsal = await this.#deps.rehearse(
      { tenantId: tenant.id, conversationId, rows: this.#talk.rows },
      async (inside, tx) => {
        await this.#standThere(tx)
        const before = await lookBefore(tx, { conversationId })
        const { result, effects } = await work(inside, tx, enqueueNothing)
        return { result, consequences: await whatWouldHaveHappened(tx, { conversationId, before, effects }) }
      },
    )
    this.#talk.rows = rehearsal.rows
    this.steps.consequences.push(...rehearsal.result.consequences)
    return rehearsal.result.result
  }

  recordUsage(usage: UsageRecord): void {
    this.costMicroCents += usage.microCents
  }

  // Its words are kept by whoever simulates; nobody watches it, and nothing else of it is stored.
  begin() {
    return ''
  }
  watch() {
    return () => undefined
  }
  grow(): void {}
  finish(): void {}
  discard(): void {}
  recordEvent(): void {}
  setContext(): void {}
  identify(): void {}
  close(): void {}
  flushed() {
    return Promise.resolve()
  }
  end() {
    return Promise.resolve()
  }

  async #run(call: ToolCall): Promise<ToolOutcome> {
    const { callId, name, argumentsJson, channel } = call
    const last = this.#talk.messages.findLast(({ author }) => author === 'customer')
    const outcome = await this.rehearse(async (tenant, _tx, enqueue) => {
      const run = await this.#deps.tools.run(
        {
          tenant,
          conversation: { id: this.id, channel, visitorId: null, now: this.#deps.clock() },
          callId,
          enqueue,
          lastCustomerTurn: () => Promise.resolve(last ? { position: last.position, text: last.text } : null),
          signal: AbortSignal.timeout(15_000),
        },
        { name, argumentsJson },
      )
      return { result: run, effects: run.effects }
    })
    const afterPosition = this.#talk.messages.at(-1)?.position ?? 0
    this.#talk.tools.push({ callId, name, argumentsJson, output: JSON.stringify(outcome.result), afterPosition })
    this.steps.tools.push({ name, ok: outcome.result.ok })
    return outcome
  }

  /** The conversation and its words, where the tools look for them. */
  async #standThere(tx: TenantTransaction): Promise<void> {
    const { id, tenant } = this
    const last = this.#talk.messages.at(-1)
    const channel = last?.channel ?? 'chat'
    const addresses = {
      theirAddress: channel === 'chat' ? null : simulatedAddress[channel],
      lastActivityAt: this.#deps.clock(),
    }
    await tx.conversation.upsert({
      where: { tenantId_id: { tenantId: tenant.id, id } },
      create: { id, channel, startedAt: new Date(this.#talk.startedAt), ...addresses },
      update: addresses,
    })
    await tx.communicationMessage.createMany({
      data: this.#talk.messages.map(({ id, position, author, channel, text, at }) => ({
        id,
        conversationId: this.id,
        position,
        direction: author === 'customer' ? ('inbound' as const) : ('outbound' as const),
        author,
        channel,
        text,
        externalId: id,
        sentAt: new Date(at),
      })),
    })
  }
}

function asEntry({ callId, name, argumentsJson, output }: SimulationState['tools'][number]) {
  return { type: 'tool_call' as const, callId, name, argumentsJson, output }
}
