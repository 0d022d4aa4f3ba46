import { randomUUID } from 'node:crypto'
import type { ConversationState } from '@ava/protocol/widget-socket.ts'
import type { ActiveConversation, ConversationUpdate, UsageRecord } from '../../src/conversation/active-conversation.ts'
import { Transcript } from '../../src/conversation/transcript/transcript.ts'
import type { Tenant } from '../../src/db/for-tenant.ts'
import type { TenantSettings, TurnDetectionSettings } from '../../src/tenants/settings.ts'
import type { ToolResult } from '../../src/tools/tool.ts'

export interface RecordedConversation extends ActiveConversation {
  readonly usage: UsageRecord[]
  readonly events: { type: string; data: unknown }[]
  readonly toolCalls: { callId: string; name: string; argumentsJson: string }[]
  /** Rows of finished calls. */
  readonly calls: Record<string, unknown>[]
  tell(update: ConversationUpdate): void
  set(state: ConversationState): void
}

/** A conversation without a database, for tests of what happens around it. Its transcript is the real one. */
export function recordedConversation(
  options: {
    greeting?: string
    turnDetection?: Partial<TurnDetectionSettings>
    runTool?: (call: { name: string; argumentsJson: string }) => Promise<ToolResult>
  } = {},
): RecordedConversation {
  const transcript = new Transcript()
  const watchers = new Set<(update: ConversationUpdate) => void>()
  const usage: UsageRecord[] = []
  const events: { type: string; data: unknown }[] = []
  const toolCalls: RecordedConversation['toolCalls'] = []
  const calls: Record<string, unknown>[] = []
  let state: ConversationState = 'open'
  const tell = (update: ConversationUpdate) => watchers.forEach((watcher) => watcher(update))
  return {
    tenant: tenantThatStoresCalls(calls),
    id: randomUUID(),
    visitorId: null,
    settings: settingsWith(options),
    instructions: 'You are Ava, the receptionist of Test Spa. You are an AI.',
    tools: [{ name: 'list_services', description: 'Lists services.', parameters: { type: 'object', properties: {} } }],
    safetyIdentifier: 'visitor',
    get state() {
      return state
    },
    get isAiActive() {
      return state === 'open'
    },
    aiEpoch: 0,
    withName: null,
    awaitsScore: false,
    usage,
    events,
    toolCalls,
    calls,
    tell,
    set(next) {
      state = next
      tell({ type: 'state', state: next })
    },
    messages: () => transcript.messages(),
    get customerMessageCount() {
      return transcript.messages().filter(({ author }) => author === 'customer').length
    },
    timeline: () => transcript.timeline(80),
    watch(listener) {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
    begin: (utterance) => transcript.begin({ ...utterance, id: randomUUID(), now: new Date() }).message.id,
    grow(key, text) {
      const message = transcript.grow(key, text)
      if (message) tell({ type: 'message', message })
    },
    finish(key, final) {
      const message = transcript.finish(key, final)
      if (message) tell({ type: 'message', message })
    },
    discard(key) {
      const removed = transcript.discard(key)
      if (removed) tell({ type: 'message_removed', id: removed.message.id })
    },
    async runTool(call) {
      toolCalls.push(call)
      const result = await (options.runTool?.(call) ?? Promise.resolve({ ok: true, services: [] }))
      return { result, cards: [], effects: [] }
    },
    recordEvent: (type, data) => void events.push({ type, data }),
    recordUsage: (record) => void usage.push(record),
    setContext: () => undefined,
    identify: () => undefined,
    flushed: () => Promise.resolve(),
    close: () => undefined,
    end: () => Promise.resolve(),
  }
}

function tenantThatStoresCalls(calls: Record<string, unknown>[]): Tenant {
  const voiceCallDetails = {
    findFirst: () => Promise.resolve(null),
    create: ({ data }: { data: Record<string, unknown> }) => Promise.resolve(void calls.push(data)),
  }
  return {
    id: randomUUID(),
    db: { voiceCallDetails },
    transaction: () => Promise.reject(new Error('no database')),
  } as unknown as Tenant
}

function settingsWith(options: { greeting?: string; turnDetection?: Partial<TurnDetectionSettings> }): TenantSettings {
  return {
    tenantId: randomUUID(),
    siteKey: 'test',
    name: 'Test Spa',
    timeZone: 'America/New_York',
    currency: 'USD',
    phone: null,
    email: null,
    websiteUrl: null,
    accentColor: null,
    allowedOrigins: [],
    persona: {
      name: 'Ava',
      voice: 'marin',
      greeting: options.greeting ?? 'Hello, I am Ava, an AI receptionist.',
      tone: 'warm',
      houseRules: [],
      suggestions: [],
      privacyLine: '',
      languages: [],
      escalations: [],
      turnDetection: { mode: 'hybrid', threshold: 0.6, prefixPaddingMs: 300, silenceMs: 600, ...options.turnDetection },
    },
    locations: [],
  }
}
