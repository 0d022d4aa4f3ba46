import { createHash, randomUUID } from 'node:crypto'
import type { Card, ConversationState, TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import type { Logger } from 'pino'
import type { Tenant } from '../db/for-tenant.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { prolongHolds } from '../scheduling/holds.ts'
import { loadSettings, type TenantSettings } from '../tenants/settings.ts'
import { findRedFlag } from '../tools/red-flags/find-red-flag.ts'
import type { ToolOutcome, ToolRegistry } from '../tools/registry.ts'
import type { ActiveConversation, ConversationUpdate } from './active-conversation.ts'
import { raiseEmergency } from './emergency.ts'
import { endConversation, reopenIfIdle } from './end-conversation.ts'
import { writeInstructions } from './instructions.ts'
import { pageAddress } from './page-address.ts'
import { loadTranscript, removeMessage, saveEvent, saveMessage, saveUsage } from './store.ts'
import { Transcript } from './transcript/transcript.ts'
import { WriteBehind } from './write-behind.ts'

/** Messages kept in memory and shown after a reload; older ones stay in the database. */
const TRANSCRIPT_LIMIT = 200
/** Entries a model is given to go on from. */
const TIMELINE_LIMIT = 80
/** Speech is transcribed a moment after it ends; a gate that needs the words waits this long for them. */
const TRANSCRIPTION_WAIT_MS = 1_500

export interface ConversationDependencies {
  tools: ToolRegistry
  enqueue: Enqueue
  logger: Logger
  clock: () => Date
}

/** Throws when the conversation does not exist in this spa, or the spa is not set up. */
export async function openConversation(
  deps: ConversationDependencies,
  options: { tenant: Tenant; conversationId: string },
): Promise<ActiveConversation> {
  const { tenant, conversationId } = options
  const [settings, row, stored, said] = await Promise.all([
    loadSettings(tenant),
    tenant.db.conversation.findFirst({ where: { id: conversationId } }),
    loadTranscript(tenant, { conversationId, limit: TRANSCRIPT_LIMIT }),
    tenant.db.communicationMessage.count({ where: { conversationId, author: 'customer' } }),
  ])
  if (!row) throw new Error('There is no such conversation')
  const transcript = new Transcript()
  transcript.restore(stored.utterances, stored.toolCalls)
  return new OpenConversation(deps, {
    tenant,
    id: conversationId,
    visitorId: row.visitorId,
    settings,
    // Resolved is the staff's word: whoever writes again finds the conversation open.
    state: row.status === 'resolved' ? 'open' : row.status,
    isAiActive: row.isAiActive,
    instructions: writeInstructions(settings, { startedAt: row.startedAt }),
    transcript,
    forgotten: said - stored.utterances.filter(({ message }) => message.author === 'customer').length,
  })
}

interface Opened {
  tenant: Tenant
  id: string
  visitorId: string | null
  settings: TenantSettings
  state: ConversationState
  isAiActive: boolean
  instructions: string
  transcript: Transcript
  /** Messages of the person that are older than the transcript in memory. */
  forgotten: number
}

class OpenConversation implements ActiveConversation {
  readonly tenant: Tenant
  readonly id: string
  readonly visitorId: string | null
  readonly settings: TenantSettings
  readonly instructions: string
  readonly safetyIdentifier: string
  readonly #deps: ConversationDependencies
  readonly #transcript: Transcript
  readonly #forgotten: number
  readonly #writes: WriteBehind
  readonly #watchers = new Set<(update: ConversationUpdate) => void>()
  #state: ConversationState
  #isAiActive: boolean
  #isIdleEndPlanned = false
  /** Shown under the words they belong to: Ava's next ones. */
  readonly #cards: Card[] = []

  constructor(deps: ConversationDependencies, opened: Opened) {
    this.#deps = deps
    this.tenant = opened.tenant
    this.id = opened.id
    this.visitorId = opened.visitorId
    this.settings = opened.settings
    this.instructions = opened.instructions
    this.#transcript = opened.transcript
    this.#forgotten = opened.forgotten
    this.#state = opened.state
    this.#isAiActive = opened.isAiActive
    this.#writes = new WriteBehind(deps.logger.child({ conversationId: opened.id }))
    this.safetyIdentifier = createHash('sha256')
      .update(`${opened.tenant.id}:${opened.visitorId ?? opened.id}`)
      .digest('hex')
  }

  get tools() {
    return this.#deps.tools.definitions
  }

  get state() {
    return this.#state
  }

  get isAiActive() {
    return this.#isAiActive && this.#state === 'open'
  }

  messages() {
    return this.#transcript.messages()
  }

  get customerMessageCount() {
    return this.#forgotten + this.messages().filter(({ author }) => author === 'customer').length
  }

  timeline() {
    return this.#transcript.timeline(TIMELINE_LIMIT)
  }

  watch(listener: (update: ConversationUpdate) => void) {
    this.#watchers.add(listener)
    return () => void this.#watchers.delete(listener)
  }

  begin(utterance: Parameters<ActiveConversation['begin']>[0]): string {
    const { message } = this.#transcript.begin({ ...utterance, id: randomUUID(), now: this.#deps.clock() })
    return message.id
  }

  grow(key: string, text: string): void {
    const message = this.#transcript.grow(key, text)
    if (!message) return
    this.#tell({ type: 'message', message })
    this.#showCards(message)
  }

  finish(key: string, final: { text: string; isInterrupted?: boolean }): void {
    const message = this.#transcript.finish(key, final)
    if (!message) return
    this.#tell({ type: 'message', message })
    this.#showCards(message)
    if (message.author === 'customer') this.#reopen()
    this.#writes.push('message', () => saveMessage(this.tenant, { conversationId: this.id, key, message }))
    if (message.author !== 'customer') return
    this.#prolongHolds()
    this.#planIdleEnd()
    this.#checkForRedFlag(message)
  }

  discard(key: string): void {
    const removed = this.#transcript.discard(key)
    if (!removed) return
    this.#tell({ type: 'message_removed', id: removed.message.id })
    if (removed.message.isFinal) {
      this.#writes.push('removal', () => removeMessage(this.tenant, { conversationId: this.id, key }))
    }
  }

  async runTool(call: Parameters<ActiveConversation['runTool']>[0]): Promise<ToolOutcome> {
    const { callId, name, argumentsJson } = call
    const outcome = await this.#deps.tools.run(
      {
        tenant: this.tenant,
        conversation: { id: this.id, channel: call.channel, visitorId: this.visitorId, now: this.#deps.clock() },
        callId,
        enqueue: this.#deps.enqueue,
        lastCustomerTurn: () => this.#lastCustomerTurn(),
        signal: AbortSignal.timeout(60_000),
      },
      { name, argumentsJson },
    )
    this.#transcript.addToolCall({
      type: 'tool_call',
      callId,
      name,
      argumentsJson,
      output: JSON.stringify(outcome.result),
    })
    this.#apply(outcome)
    return outcome
  }

  recordEvent(type: string, data: Record<string, unknown> = {}): void {
    const event = { id: randomUUID(), conversationId: this.id, at: this.#deps.clock(), type, data }
    this.#writes.push('event', () => saveEvent(this.tenant, event))
  }

  recordUsage(usage: Parameters<ActiveConversation['recordUsage']>[0]): void {
    this.#writes.push('usage', () => saveUsage(this.tenant, { conversationId: this.id, usage }))
  }

  setContext(context: Parameters<ActiveConversation['setContext']>[0]): void {
    const { pageUrl: given, ...rest } = context
    const pageUrl = given === undefined ? null : pageAddress(given)
    this.recordEvent('context', pageUrl === null ? rest : { ...rest, pageUrl })
    if (pageUrl === null) return
    this.#writes.push('page', async () => {
      await this.tenant.db.conversation.updateMany({ where: { id: this.id }, data: { pageUrl } })
    })
  }

  identify(claims: Parameters<ActiveConversation['identify']>[0]): void {
    this.recordEvent('identity_claimed', claims)
  }

  flushed(): Promise<void> {
    return this.#writes.flushed()
  }

  async end(reason: string): Promise<void> {
    if (this.#state === 'ended') return
    await this.#writes.flushed()
    const { enqueue, clock } = this.#deps
    await endConversation(this.tenant, { conversationId: this.id, reason, enqueue, now: clock() })
    this.#isAiActive = false
    if (this.#state !== 'locked') this.#setState('ended')
  }

  #tell(update: ConversationUpdate): void {
    for (const watcher of this.#watchers) watcher(update)
  }

  #showCards(message: TranscriptMessage): void {
    if (message.author !== 'ava') return
    for (const card of this.#cards.splice(0)) this.#tell({ type: 'card', card, afterMessageId: message.id })
  }

  #setState(state: ConversationState): void {
    this.#state = state
    this.#tell({ type: 'state', state })
  }

  /** While they talk, what is kept for them stays theirs. */
  #prolongHolds(): void {
    const request = { conversationId: this.id, now: this.#deps.clock() }
    this.#writes.push('hold', async () => {
      await this.tenant.transaction((tx) => prolongHolds(tx, request))
    })
  }

  #checkForRedFlag(message: TranscriptMessage): void {
    const found = findRedFlag(message.text)
    if (!found || this.#state === 'locked') return
    const { enqueue, clock } = this.#deps
    const { phone, email, name: spaName } = this.settings
    this.#isAiActive = false
    this.#setState('locked')
    this.#tell({ type: 'emergency', say: found.say })
    this.#writes.push('emergency', () =>
      raiseEmergency(this.tenant, {
        conversationId: this.id,
        flag: found.flag,
        alert: { phone, email, spaName },
        enqueue,
        now: clock(),
      }),
    )
  }

  #apply(outcome: ToolOutcome): void {
    this.#cards.push(...outcome.cards)
    for (const { type, ...data } of outcome.effects) {
      if (type === 'end_conversation') this.#tell({ type: 'wind_down', reason: 'ended' })
      else this.recordEvent(type, data)
    }
  }

  async #lastCustomerTurn(): Promise<{ position: number; text: string | null } | null> {
    const giveUpAt = Date.now() + TRANSCRIPTION_WAIT_MS
    for (;;) {
      const last = this.#transcript.lastOf('customer')
      if (!last) return null
      const { position, text, isFinal } = last.message
      if (isFinal) return { position, text }
      const leftMs = giveUpAt - Date.now()
      if (leftMs <= 0) return { position, text: null }
      await this.#nextUpdate(leftMs)
    }
  }

  #nextUpdate(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        stop()
        resolve()
      }
      const timer = setTimeout(done, withinMs)
      const stop = this.watch(done)
    })
  }

  /** The database ends what is quiet; whoever left the page open may go on all the same. */
  #reopen(): void {
    const { enqueue, clock } = this.#deps
    this.#writes.push('reopening', async () => {
      await reopenIfIdle(this.tenant, { conversationId: this.id, enqueue, now: clock() })
    })
  }

  #planIdleEnd(): void {
    if (this.#isIdleEndPlanned) return
    this.#isIdleEndPlanned = true
    this.#writes.push('idle end', () =>
      this.tenant.transaction((tx) =>
        this.#deps.enqueue(tx, 'end-idle-conversation', { tenantId: this.tenant.id, conversationId: this.id }),
      ),
    )
  }
}
