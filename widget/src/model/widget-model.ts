import { signal, computed } from '@preact/signals'
import { MAX_CHAT_CHARACTERS } from '@ava/protocol/socket-rules.ts'
import type { WidgetConfig } from '@ava/protocol/widget-config.ts'
import type { ConversationState, ServerMessage, TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import { applyAccent } from '../colour/accent.ts'
import type { Claims, HostPage } from '../loader/panel-contract.ts'
import type { Keeper } from '../session/kept-conversation.ts'
import { LiveLink, type LinkStatus, type LinkWorld } from '../session/live-link.ts'
import type { WidgetApi } from '../session/widget-api.ts'
import { stringsFor } from '../strings/strings.ts'
import { CallModel, type CallProblem } from './call-model.ts'
import { clockTime } from './clock-time.ts'
import type { Notice } from './notice.ts'
import { withCard, withHistory, withMessage, withPending, type Transcript } from './transcript.ts'

type Ready = Extract<ServerMessage, { type: 'ready' }>
type Activity = Extract<ServerMessage, { type: 'activity' }>['activity']

/**
 * All that the panel knows and does. Components read the signals and call the
 * actions; the link and the call report here.
 */
export class WidgetModel {
  readonly isOpen = signal(false)
  readonly config = signal<WidgetConfig | null>(null)
  readonly isConfigLoading = signal(false)
  readonly link: LiveLink
  readonly linkStatus = signal<LinkStatus>({ kind: 'idle' })
  readonly latencyMs = signal<number | null>(null)
  readonly isOffline = signal(!navigator.onLine)
  readonly call: CallModel
  readonly transcript = signal<Transcript>([])
  readonly state = signal<ConversationState>('open')
  readonly withName = signal<string | null>(null)
  readonly activity = signal<Activity>('idle')
  readonly notice = signal<Notice | null>(null)
  readonly isAskingToStartOver = signal(false)
  readonly draft = signal('')
  /** In a call the composer is folded away until it is asked for. */
  readonly isTypingInCall = signal(false)
  /** Raised to ask the composer to take the focus. */
  readonly composerWanted = signal(0)
  /** For people who do not see the panel: each finished message once. */
  readonly announcement = signal('')

  readonly personaName = computed(() => this.config.value?.personaName ?? 'Ava')
  readonly spaName = computed(() => this.config.value?.spaName ?? this.host.spaName ?? '')
  readonly phone = computed(() => this.config.value?.phone ?? this.host.phone)
  readonly strings = computed(() =>
    stringsFor(document.documentElement.lang || navigator.language, this.personaName.value),
  )
  readonly isVoiceOffered = computed(() => this.config.value?.isVoiceAvailable !== false && this.state.value === 'open')

  readonly host: HostPage
  #api: WidgetApi
  #keeper: Keeper
  #unread = 0
  #outbox: { id: string; text: string }[] = []
  #claims: Claims | null = null
  #values: Record<string, string> | null = null

  constructor(
    host: HostPage,
    { api, keeper, world }: { api: WidgetApi; keeper: Keeper; world: Omit<LinkWorld, 'openSession'> },
  ) {
    this.host = host
    this.#api = api
    this.#keeper = keeper
    this.link = new LiveLink(
      { ...world, openSession: () => this.#openSession() },
      {
        status: (status) => this.#linkBecame(status),
        message: (message) => this.#receive(message),
        audio: (frame) => this.call.audio(frame),
        latency: (ms) => (this.latencyMs.value = Math.round(ms)),
      },
    )
    this.call = new CallModel({
      link: this.link,
      baseUrl: host.baseUrl,
      problem: (problem) => this.#callProblem(problem),
      began: () => {
        this.announcement.value = this.strings.peek().callStarted
        this.#label()
        host.emit('callstart')
      },
      ended: (durationMs) => {
        this.activity.value = 'idle'
        this.announcement.value = this.strings.peek().callEnded(clockTime(durationMs / 1_000))
        this.#label()
        host.emit('callend', { durationMs: Math.round(durationMs) })
      },
    })
  }

  // ── opening and closing ───────────────────────────────────────────────────

  prepare(): void {
    if (!this.config.peek() && !this.isConfigLoading.peek()) void this.#loadConfig()
  }

  open(): void {
    if (this.isOpen.peek()) return
    this.prepare()
    this.#unread = 0
    this.#label()
    this.isOpen.value = true
    this.host.setPanelOpen(true)
    this.#keeper.update({ isOpen: true })
    // Came back from another page of the site: the conversation comes too.
    if (this.#keeper.read().resume) this.link.connect()
    this.host.emit('open')
  }

  /** A call goes on: the launcher says so. */
  close(): void {
    if (!this.isOpen.peek()) return
    this.host.setPanelOpen(false)
    this.isOpen.value = false
    this.#keeper.update({ isOpen: false })
    this.#label()
    this.host.emit('close')
  }

  async #loadConfig(): Promise<void> {
    this.isConfigLoading.value = true
    const result = await this.#api.config()
    this.isConfigLoading.value = false
    if (result.ok) {
      this.config.value = result.value
      applyAccent(this.host.element, result.value.accentColor)
      if (this.notice.peek()?.isAboutConnection && !this.isOffline.peek()) this.notice.value = null
      return
    }
    if (result.reason === 'refused') return this.#refused(result.message)
    const text = this.isOffline.peek() ? this.strings.peek().problem.offline : this.strings.peek().problem.configFailed
    this.notice.value = { text, actions: ['retry', 'call_spa'], retry: () => this.prepare(), isAboutConnection: true }
  }

  // ── the conversation ──────────────────────────────────────────────────────

  /** False when it was not taken: the words stay where they are. */
  send(text: string): boolean {
    const words = text.trim()
    const strings = this.strings.peek()
    if (!words) return false
    if (words.length > MAX_CHAT_CHARACTERS) {
      this.notice.value = { text: strings.tooLong(MAX_CHAT_CHARACTERS), actions: [] }
      return false
    }
    if (this.state.peek() === 'ended') this.startOver()
    this.notice.value = this.notice.peek()?.isAboutConnection ? this.notice.peek() : null
    const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`
    this.transcript.value = withPending(this.transcript.peek(), {
      clientId: id,
      text: words,
      sentAt: new Date().toISOString(),
    })
    this.#outbox.push({ id, text: words })
    if (!this.link.send({ type: 'chat.send', id, text: words })) this.link.connect()
    if (this.isOffline.peek()) this.#offline()
    return true
  }

  startCall(): void {
    if (!this.isVoiceOffered.peek()) {
      this.notice.value = { text: this.strings.peek().problem.voiceOff, actions: ['type_instead', 'call_spa'] }
      return
    }
    this.notice.value = null
    this.isTypingInCall.value = false
    this.call.start()
  }

  typeInstead(draft = ''): void {
    this.notice.value = null
    this.isTypingInCall.value = true
    if (draft && !this.draft.peek()) this.draft.value = draft
    this.composerWanted.value += 1
  }

  toggleTyping(): void {
    this.isTypingInCall.value = !this.isTypingInCall.peek()
    if (this.isTypingInCall.peek()) this.composerWanted.value += 1
  }

  /** Leaves this conversation with the spa and begins a new one. */
  startOver(): void {
    this.call.hangUp()
    this.link.send({ type: 'conversation.end' })
    this.link.close()
    this.#keeper.update({ resume: undefined })
    this.#outbox = []
    this.transcript.value = []
    this.state.value = 'open'
    this.withName.value = null
    this.activity.value = 'idle'
    this.notice.value = null
    this.isAskingToStartOver.value = false
    this.latencyMs.value = null
  }

  identify(claims: Claims): void {
    this.#claims = { ...this.#claims, ...claims }
    this.link.send({ type: 'identify', ...this.#claims })
  }
  setContext(values: Record<string, string>): void {
    this.#values = { ...this.#values, ...values }
    this.#sendContext()
  }

  // ── the page around ───────────────────────────────────────────────────────

  networkChanged(isOnline: boolean): void {
    this.isOffline.value = !isOnline
    if (!isOnline) return this.#offline()
    if (this.notice.peek()?.isAboutConnection) this.notice.value = null
    this.prepare()
    this.pageShown()
  }
  pageShown(): void {
    if (this.linkStatus.peek().kind === 'reconnecting') this.link.retryNow()
  }
  /** The page goes, perhaps into the browser's back-forward cache. */
  pageHidden(): void {
    this.call.hangUp()
    this.link.close()
  }
  pageRestored(): void {
    if (this.isOpen.peek() && this.#keeper.read().resume) this.link.connect()
  }
  destroy(): void {
    this.call.hangUp()
    this.link.close()
    this.#keeper.update({ isOpen: false })
  }

  // ── what the server says ──────────────────────────────────────────────────

  async #openSession(): ReturnType<LinkWorld['openSession']> {
    if (this.isOffline.peek()) return { ok: false, reason: 'unavailable', message: 'offline' }
    const result = await this.#api.openSession(this.#keeper.read().resume)
    if (!result.ok) return result
    const { conversationId, resumeKey, isResumed } = result.value
    this.#keeper.update({ resume: { conversationId, resumeKey } })
    // The old one is gone (too long ago, or ended): only what has not been sent yet goes into the new one.
    if (!isResumed) this.transcript.value = this.transcript.peek().filter((entry) => entry.isPending)
    return result
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'ready':
        return this.#ready(message)
      case 'message':
        return this.#message(message.message)
      case 'card':
        this.transcript.value = withCard(this.transcript.peek(), message)
        return
      case 'activity':
        this.activity.value = message.activity
        return
      case 'state':
        return this.#stateBecame(message.state, message.withName)
      case 'call.started':
        return this.call.started(message)
      case 'call.ended':
        return this.#callEnded(message.reason)
      case 'audio.flush':
        return this.call.flush(message.epoch)
      case 'audio.duck':
        return this.call.duck(message.isDucked)
      case 'notice':
        this.notice.value = { text: message.text, actions: message.actions, retry: () => this.#retry(message.clientId) }
        this.host.emit('error', { code: message.code })
        return
    }
  }

  #ready({ messages, state, withName }: Ready): void {
    this.transcript.value = withHistory(this.transcript.peek(), messages)
    this.state.value = state
    this.withName.value = withName ?? null
    this.activity.value = 'idle'
    if (this.notice.peek()?.isAboutConnection) this.notice.value = null
  }

  #message(message: TranscriptMessage): void {
    const known = this.transcript.peek().find((entry) => entry.message.id === message.id)
    this.transcript.value = withMessage(this.transcript.peek(), message)
    this.#outbox = this.#outbox.filter(({ id }) => id !== message.clientId)
    if (!message.isFinal || known?.message.isFinal || !message.text) return
    this.host.emit('message', { author: message.author, channel: message.channel, text: message.text })
    if (message.author === 'customer') return
    const name =
      message.author === 'staff' ? (message.authorName ?? this.strings.peek().theTeam) : this.personaName.peek()
    this.announcement.value = message.author === 'system' ? message.text : `${name}: ${message.text}`
    if (this.isOpen.peek()) return
    this.#unread += 1
    this.#label()
  }

  #stateBecame(state: ConversationState, withName: string | undefined): void {
    this.state.value = state
    this.withName.value = withName ?? null
    const strings = this.strings.peek()
    if (state === 'with_person') this.announcement.value = strings.nowWith(withName ?? strings.theTeam)
    if (state === 'locked') this.announcement.value = strings.locked
    if (state === 'ended') this.announcement.value = strings.ended
  }

  #callEnded(reason: Extract<ServerMessage, { type: 'call.ended' }>['reason']): void {
    this.call.over()
    const { problem } = this.strings.peek()
    const again = { retry: () => this.startCall() }
    if (reason === 'idle') this.notice.value = { text: problem.endedIdle, actions: ['retry', 'type_instead'], ...again }
    if (reason === 'limit') this.notice.value = { text: problem.endedLimit, actions: ['type_instead', 'call_spa'] }
    if (reason === 'upstream_down')
      this.notice.value = { text: problem.endedUpstream, actions: ['type_instead', 'leave_message', 'call_spa'] }
    if (reason === 'error')
      this.notice.value = { text: problem.endedError, actions: ['retry', 'type_instead'], ...again }
  }

  #linkBecame(status: LinkStatus): void {
    this.linkStatus.value = status
    const strings = this.strings.peek()
    if (status.kind === 'ready') {
      this.#sendContext()
      if (this.#claims) this.link.send({ type: 'identify', ...this.#claims })
      this.#sendOutbox()
      this.call.linkReady()
      return
    }
    this.latencyMs.value = null
    this.call.linkLost()
    if (status.kind === 'reconnecting' && status.isDown && !this.isOffline.peek()) {
      const actions = ['retry', 'leave_message', 'call_spa'] as const
      this.notice.value = {
        text: strings.problem.down,
        actions,
        retry: () => this.link.retryNow(),
        isAboutConnection: true,
      }
    }
    if (status.kind !== 'stopped') return
    this.call.hangUp()
    if (status.reason === 'refused') return this.#refused(status.message)
    const action = status.reason === 'replaced' ? 'useHere' : 'retry'
    this.notice.value = { text: strings.problem[status.reason], actions: [action], retry: () => this.link.connect() }
  }

  // ── small things ──────────────────────────────────────────────────────────

  /** What the server has not confirmed yet. It stores each id once, so sending again is safe. */
  #sendOutbox(): void {
    const confirmed = new Set(this.transcript.peek().map((entry) => entry.message.clientId))
    const isPending = new Set(
      this.transcript
        .peek()
        .filter((entry) => entry.isPending)
        .map((entry) => entry.key),
    )
    this.#outbox = this.#outbox.filter(({ id }) => !confirmed.has(id) || isPending.has(id))
    for (const { id, text } of this.#outbox) this.link.send({ type: 'chat.send', id, text })
  }

  #retry(clientId: string | undefined): void {
    this.notice.value = null
    const text = this.transcript.peek().find((entry) => entry.message.clientId === clientId)?.message.text
    if (clientId && text) this.link.send({ type: 'chat.send', id: clientId, text })
  }

  #sendContext(): void {
    const values = this.#values ?? undefined
    this.link.send({
      type: 'context.set',
      pageUrl: location.href.slice(0, 2_000),
      pageTitle: document.title.slice(0, 300),
      values,
    })
  }

  /** A plain line for the visitor; the owner finds in the console what to add where. */
  #refused(message: string): void {
    console.warn(`Ava: ${message}`)
    this.notice.value = { text: this.strings.peek().problem.refused, actions: ['call_spa'] }
    this.host.emit('error', { code: 'refused' })
  }

  #offline(): void {
    this.notice.value = { text: this.strings.peek().problem.offline, actions: ['call_spa'], isAboutConnection: true }
  }

  #callProblem(problem: CallProblem): void {
    const strings = this.strings.peek()
    const mayRetry = problem !== 'microphoneBlocked' && problem !== 'voiceFailed'
    const actions = mayRetry ? (['retry', 'type_instead'] as const) : (['type_instead', 'call_spa'] as const)
    this.notice.value = { text: strings.problem[problem], actions, retry: () => this.startCall() }
    this.host.emit('error', { code: problem })
  }

  #label(): void {
    const strings = this.strings.peek()
    if (this.call.isOngoing) return this.host.setLauncherLine(strings.inCall)
    this.host.setLauncherLine(this.#unread > 0 ? strings.unread(this.#unread) : null)
  }
}
