import { createHash, randomUUID } from 'node:crypto'
import type { Card, TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import type { Logger } from 'pino'
import type { Tenant } from '../db/for-tenant.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { prolongHolds } from '../scheduling/holds.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import { findRedFlag } from '../tools/red-flags/find-red-flag.ts'
import type { ToolOutcome, ToolRegistry } from '../tools/registry.ts'
import type { ActiveConversation, ConversationUpdate } from './active-conversation.ts'
import type { ConversationFeed } from './change-feed.ts'
import { recordScore } from './csat.ts'
import { readScore } from './csat-score.ts'
import { raiseEmergency } from './emergency.ts'
import { endConversation, reopenIfIdle } from './end-conversation.ts'
import { reasonToHandOver } from './hand-over.ts'
import { lastCustomerTurn } from './last-customer-turn.ts'
import type { Standing } from './load-conversation.ts'
import { OthersWatch } from './others-watch.ts'
import { pageAddress } from './page-address.ts'
import { removeMessage, saveEvent, saveMessage, saveUsage } from './store.ts'
import type { Transcript, Utterance } from './transcript/transcript.ts'
import { WriteBehind } from './write-behind.ts'

/** Entries a model is given to go on from. */
const TIMELINE_LIMIT = 80

export interface ConversationDependencies {
  tools: ToolRegistry
  enqueue: Enqueue
  logger: Logger
  clock: () => Date
  /** What other processes, and the staff, change in conversations that are open here. */
  changes: Pick<ConversationFeed, 'watch'>
}

export interface Opened {
  tenant: Tenant
  id: string
  visitorId: string | null
  settings: TenantSettings
  standing: Standing
  instructions: string
  transcript: Transcript
  /** Messages of the person that are older than the transcript in memory. */
  forgotten: number
}

/** See ActiveConversation. */
export class LiveConversation implements ActiveConversation {
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
  /** By this name others know what was written here. */
  readonly #writer = randomUUID()
  readonly #others: OthersWatch
  #standing: Standing
  /** Keys that were begun here: what is stored under them is ours. */
  readonly #ownKeys = new Set<string>()
  /** Words of a model, and the lease that they were asked for under. */
  readonly #leases = new Map<string, number>()
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
    this.#standing = opened.standing
    this.#writes = new WriteBehind(deps.logger.child({ conversationId: opened.id }))
    this.safetyIdentifier = createHash('sha256')
      .update(`${opened.tenant.id}:${opened.visitorId ?? opened.id}`)
      .digest('hex')
    this.#others = new OthersWatch({
      tenant: this.tenant,
      conversationId: this.id,
      writer: this.#writer,
      changes: deps.changes,
      writes: this.#writes,
      message: (utterance) => this.#adopt(utterance),
      standing: (standing) => this.#follow(standing),
    })
  }

  get tools() {
    return this.#deps.tools.definitions
  }

  get state() {
    return this.#standing.state
  }

  get isAiActive() {
    return this.#standing.isAiActive && this.state === 'open'
  }

  get aiEpoch() {
    return this.#standing.aiEpoch
  }

  get withName() {
    return this.#standing.withName
  }

  get awaitsScore() {
    return this.#standing.awaitsScore
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
    const { key, aiEpoch } = utterance
    this.#ownKeys.add(key)
    if (aiEpoch !== undefined) this.#leases.set(key, aiEpoch)
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
    const isScore = message.author === 'customer' && this.#takeScore(message)
    if (message.author === 'customer' && !isScore) this.#reopen()
    this.#writes.push('message', () => this.#save(key, message))
    if (message.author !== 'customer' || isScore) return
    this.#prolongHolds()
    this.#planIdleEnd()
    this.#checkForRedFlag(message)
  }

  discard(key: string): void {
    const removed = this.#transcript.discard(key)
    if (!removed) return
    this.#tell({ type: 'message_removed', id: removed.message.id })
    if (removed.message.isFinal) {
      this.#writes.push('removal', () => removeMessage(this.tenant, { ...this.#writing, key }))
    }
  }

  async runTool(call: Parameters<ActiveConversation['runTool']>[0]): Promise<ToolOutcome> {
    const outcome = await this.#run(call)
    const reason = reasonToHandOver(this.#transcript.toolCalls())
    if (reason === null || !this.tools.some(({ name }) => name === 'transfer_to_person')) return outcome
    // Whatever the model makes of it: a person is asked, and they are told.
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

  async #run(call: Parameters<ActiveConversation['runTool']>[0]): Promise<ToolOutcome> {
    const { callId, name, argumentsJson } = call
    const outcome = await this.#deps.tools.run(
      {
        tenant: this.tenant,
        conversation: { id: this.id, channel: call.channel, visitorId: this.visitorId, now: this.#deps.clock() },
        callId,
        enqueue: this.#deps.enqueue,
        lastCustomerTurn: () => lastCustomerTurn(this.#transcript, (listener) => this.watch(listener)),
        signal: AbortSignal.timeout(60_000),
      },
      { name, argumentsJson },
    )
    const output = JSON.stringify(outcome.result)
    this.#transcript.addToolCall({ type: 'tool_call', callId, name, argumentsJson, output })
    this.#apply(outcome)
    return outcome
  }

  recordEvent(type: string, data: Record<string, unknown> = {}): void {
    const event = { ...this.#writing, id: randomUUID(), at: this.#deps.clock(), type, data }
    this.#writes.push('event', () => saveEvent(this.tenant, event))
  }

  recordUsage(usage: Parameters<ActiveConversation['recordUsage']>[0]): void {
    this.#writes.push('usage', () => saveUsage(this.tenant, { ...this.#writing, usage }))
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
    if (this.state === 'ended') return
    await this.#writes.flushed()
    const { enqueue, clock } = this.#deps
    await endConversation(this.tenant, { conversationId: this.id, reason, enqueue, now: clock() })
    const isWritten = this.#stand({
      isAiActive: false,
      ...(this.state === 'locked' ? {} : { state: 'ended' as const }),
    })
    isWritten()
  }

  close(): void {
    this.#others.stop()
  }

  /** Looks what others have changed. */
  catchUp(): void {
    this.#others.lookAgain()
  }

  #adopt(utterance: Utterance): void {
    const message = this.#ownKeys.has(utterance.key) ? null : this.#transcript.adopt(utterance)
    if (message) this.#tell({ type: 'message', message })
  }

  #follow(now: Standing): void {
    const was = this.#standing
    this.#standing = now
    if (now.state !== was.state || now.withName !== was.withName) this.#tellState()
  }

  async #save(key: string, message: TranscriptMessage): Promise<void> {
    const stored = await saveMessage(this.tenant, { ...this.#writing, key, message, aiEpoch: this.#leases.get(key) })
    this.#leases.delete(key)
    if (stored === null) {
      // A person has taken over since they were asked for: nobody has said these words.
      const removed = this.#transcript.discard(key)
      if (removed) this.#tell({ type: 'message_removed', id: removed.message.id })
      return
    }
    const moved = this.#transcript.place(key, stored.position)
    if (moved) this.#tell({ type: 'message', message: moved })
    // Shown before it was stored; only now need nobody send it again.
    const { clientId } = message
    if (clientId !== undefined) this.#tell({ type: 'stored', clientId })
  }

  get #writing() {
    return { conversationId: this.id, writer: this.#writer }
  }

  #tell(update: ConversationUpdate): void {
    for (const watcher of this.#watchers) watcher(update)
  }

  #showCards(message: TranscriptMessage): void {
    if (message.author !== 'ava') return
    for (const card of this.#cards.splice(0)) this.#tell({ type: 'card', card, afterMessageId: message.id })
  }

  /** Decided here: it holds at once, and is written behind. */
  #stand(change: Partial<Standing>): () => void {
    const isWritten = this.#others.decidedHere()
    const was = this.#standing
    this.#standing = { ...was, ...change }
    if (this.#standing.state !== was.state) this.#tellState()
    return isWritten
  }

  #tellState(): void {
    const { state, withName } = this.#standing
    this.#tell({ type: 'state', state, ...(withName === null ? {} : { withName }) })
  }

  /** While they talk, what is kept for them stays theirs. */
  #prolongHolds(): void {
    const request = { conversationId: this.id, now: this.#deps.clock() }
    this.#writes.push('hold', async () => {
      await this.tenant.transaction((tx) => prolongHolds(tx, request))
    })
  }

  /** True when it is what they were asked for after the end, which it does not open again. */
  #takeScore({ text }: TranscriptMessage): boolean {
    if (!this.awaitsScore || readScore(text) === null) return false
    const isWritten = this.#stand({ awaitsScore: false })
    const score = { conversationId: this.id, text, now: this.#deps.clock() }
    this.#writes.push('score', () =>
      this.tenant
        .transaction((tx) => recordScore(tx, score))
        .then(isWritten, (error: unknown) => {
          isWritten()
          throw error
        }),
    )
    return true
  }

  #checkForRedFlag(message: TranscriptMessage): void {
    const found = findRedFlag(message.text)
    if (!found || this.state === 'locked') return
    const { enqueue, clock } = this.#deps
    const { phone, email, name: spaName } = this.settings
    const isWritten = this.#stand({ isAiActive: false, state: 'locked' })
    this.#tell({ type: 'emergency', say: found.say })
    this.#writes.push('emergency', () =>
      raiseEmergency(this.tenant, {
        conversationId: this.id,
        flag: found.flag,
        alert: { phone, email, spaName },
        enqueue,
        now: clock(),
      }).finally(isWritten),
    )
  }

  #apply(outcome: ToolOutcome): void {
    this.#cards.push(...outcome.cards)
    for (const { type, ...data } of outcome.effects) {
      if (type === 'end_conversation') this.#tell({ type: 'wind_down', reason: 'ended' })
      else this.recordEvent(type, data)
    }
  }

  /** The database ends what is quiet; whoever left the page open may go on all the same. */
  #reopen(): void {
    const { enqueue, clock } = this.#deps
    this.#writes.push('reopening', async () => {
      const isOpenAgain = await reopenIfIdle(this.tenant, { conversationId: this.id, enqueue, now: clock() })
      // What comes next is written under the lease of the reopened conversation.
      if (isOpenAgain) await this.#others.look()
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
