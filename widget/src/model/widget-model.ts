import { computed, signal } from '@preact/signals'
import { MAX_CHAT_CHARACTERS } from '@ava/protocol/socket-rules.ts'
import type { WidgetConfig } from '@ava/protocol/widget-config.ts'
import type { ServerMessage } from '@ava/protocol/widget-socket.ts'
import { applyAccent } from '../colour/any-accent.ts'
import type { Claims, HostPage } from '../loader/panel-contract.ts'
import { tellOwner } from '../loader/tell-owner.ts'
import type { Keeper } from '../session/kept-conversation.ts'
import { LiveLink, type LinkStatus, type LinkWorld } from '../session/live-link.ts'
import type { WidgetApi } from '../session/widget-api.ts'
import { english, wordsFor, type Words } from '../strings/strings.ts'
import { CallModel } from './call-model.ts'
import { clockTime } from './clock-time.ts'
import { ConversationModel } from './conversation-model.ts'
import { cardsFor, cardsOf } from './kept-cards.ts'
import { callEndedNotice, callProblemNotice, type Notice } from './notice.ts'
import { PageData } from './page-data.ts'

/** Of the page, else of the browser. */
const readerLanguage = () => document.documentElement.lang || navigator.language

type ServerNotice = Extract<ServerMessage, { type: 'notice' }>

export interface ModelWorld {
  api: WidgetApi
  keeper: Keeper
  world: Omit<LinkWorld, 'openSession'>
}

/**
 * All that the panel knows and does. Components read the signals and call the
 * actions; the link, the conversation and the call report here.
 */
export class WidgetModel {
  readonly isOpen = signal(false)
  readonly config = signal<WidgetConfig | null>(null)
  readonly isConfigLoading = signal(false)
  readonly linkStatus = signal<LinkStatus>({ kind: 'idle' })
  readonly latencyMs = signal<number | null>(null)
  readonly isOffline = signal(!navigator.onLine)
  readonly notice = signal<Notice | null>(null)
  readonly isAskingToStartOver = signal(false)
  readonly draft = signal('')
  /** In a call the composer is folded away until it is asked for. */
  readonly isTypingInCall = signal(false)
  /** Raised to ask the composer to take the focus. */
  readonly composerWanted = signal(0)

  readonly host: HostPage
  readonly link: LiveLink
  readonly conversation: ConversationModel
  readonly call: CallModel

  readonly personaName = computed(() => this.config.value?.personaName ?? 'Ava')
  readonly spaName = computed(() => this.config.value?.spaName ?? this.host.spaName ?? '')
  readonly phone = computed(() => this.config.value?.phone ?? this.host.phone)
  readonly #words = signal<Words>(english)
  readonly strings = computed(() => this.#words.value(this.personaName.value))
  readonly isVoiceOffered = computed(
    () => this.config.value?.isVoiceAvailable !== false && this.conversation.state.value === 'open',
  )

  #api: WidgetApi
  #keeper: Keeper
  #page = new PageData()
  #unread = 0

  constructor(host: HostPage, { api, keeper, world }: ModelWorld) {
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
    this.conversation = new ConversationModel({
      strings: () => this.strings.peek(),
      personaName: () => this.personaName.peek(),
      arrived: ({ author, channel, text }) => {
        host.emit('message', { author, channel, text })
        if (author === 'customer' || this.isOpen.peek()) return
        this.#unread += 1
        this.#label()
      },
    })
    this.call = new CallModel({
      link: this.link,
      baseUrl: host.baseUrl,
      problem: (problem) => {
        this.notice.value = callProblemNotice(problem, this.strings.peek(), () => this.startCall())
        host.emit('error', { code: problem })
      },
      began: () => {
        this.conversation.announcement.value = this.strings.peek().callStarted
        this.#label()
        host.emit('callstart')
      },
      ended: (durationMs) => {
        this.conversation.activity.value = 'idle'
        this.conversation.announcement.value = this.strings.peek().callEnded(clockTime(durationMs / 1_000))
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
    this.isOpen.value = true
    this.#unread = 0
    this.#label()
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
    this.host.emit('close')
  }

  async #loadConfig(): Promise<void> {
    this.isConfigLoading.value = true
    const result = await this.#api.config(readerLanguage())
    if (result.ok) {
      this.#words.value = await wordsFor(result.value.language ?? readerLanguage())
      this.config.value = result.value
      this.isConfigLoading.value = false
      applyAccent(this.host.element, result.value.accentColor)
      return this.#connectionIsBack()
    }
    this.isConfigLoading.value = false
    if (result.reason === 'refused') return this.#refused(result.message)
    if (this.isOffline.peek()) return this.#offline()
    const { configFailed } = this.strings.peek().problem
    const retry = () => this.prepare()
    this.notice.value = { text: configFailed, actions: ['retry', 'call_spa'], retry, isAboutConnection: true }
  }

  // ── what the visitor does ─────────────────────────────────────────────────

  /** False when it was not taken: the words stay where they are. */
  send(text: string): boolean {
    const words = text.trim()
    if (!words) return false
    if (words.length > MAX_CHAT_CHARACTERS) {
      this.notice.value = { text: this.strings.peek().tooLong(MAX_CHAT_CHARACTERS), actions: [] }
      return false
    }
    if (this.conversation.state.peek() === 'ended') this.startOver()
    if (!this.notice.peek()?.isAboutConnection) this.notice.value = null
    const message = this.conversation.type(words)
    if (!this.link.send({ type: 'chat.send', ...message })) this.link.connect()
    if (this.isOffline.peek()) this.#offline()
    return true
  }

  /** Call it synchronously from the press. */
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
    this.#keeper.update({ resume: undefined, cards: undefined })
    this.conversation.clear()
    this.notice.value = null
    this.isAskingToStartOver.value = false
    this.composerWanted.value += 1
  }

  // ── the page around ───────────────────────────────────────────────────────

  identify(claims: Claims): void {
    this.#page.identify(claims)
    this.#sendPageData()
  }
  setContext(values: Record<string, string>): void {
    this.#page.setContext(values)
    this.#sendPageData()
  }
  networkChanged(isOnline: boolean): void {
    this.isOffline.value = !isOnline
    if (!isOnline) return this.#offline()
    this.#connectionIsBack()
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
    this.pageHidden()
    this.#keeper.update({ isOpen: false })
  }

  // ── what the server says ──────────────────────────────────────────────────

  async #openSession(): ReturnType<LinkWorld['openSession']> {
    if (this.isOffline.peek()) return { ok: false, reason: 'unavailable', message: 'offline' }
    const result = await this.#api.openSession(this.#keeper.read().resume)
    if (!result.ok) return result
    const { conversationId, resumeKey, isResumed } = result.value
    this.#keeper.update({ resume: { conversationId, resumeKey } })
    if (!isResumed) {
      this.conversation.renewed()
      this.#keeper.update({ cards: undefined })
    }
    return result
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'ready':
        this.conversation.ready(message)
        for (const shown of cardsFor(this.conversation.transcript.peek(), this.#keeper.read().cards))
          this.conversation.card(shown)
        return this.#connectionIsBack()
      case 'message':
        return this.conversation.message(message.message)
      case 'stored':
        return this.conversation.stored(message.clientId)
      case 'card':
        this.conversation.card(message)
        return this.#keeper.update({ cards: cardsOf(this.conversation.transcript.peek()) })
      case 'activity':
        this.conversation.activity.value = message.activity
        return
      case 'state':
        return this.conversation.became(message.state, message.withName)
      case 'call.started':
        return this.call.started(message)
      case 'call.ended':
        this.call.over()
        this.notice.value = callEndedNotice(message.reason, this.strings.peek(), () => this.startCall())
        return
      case 'audio.flush':
        return this.call.flush(message.epoch)
      case 'audio.duck':
        return this.call.duck(message.isDucked)
      case 'notice':
        return this.#noticed(message)
    }
  }

  #noticed({ code, text, actions, clientId }: ServerNotice): void {
    // Said instead of taking the call.
    const isVoiceOff = code === 'voice_off'
    if (isVoiceOff || (this.call.phase.peek() === 'connecting' && !clientId)) this.call.over()
    const config = this.config.peek()
    if (isVoiceOff && config) this.config.value = { ...config, isVoiceAvailable: false }
    if (clientId && code !== 'reply_failed') this.conversation.refused(clientId)
    const retry = () => {
      const message = clientId && this.conversation.again(clientId)
      if (message) this.link.send({ type: 'chat.send', ...message })
    }
    // Ava may have said the same words herself.
    const isSaid = this.conversation.transcript.peek().at(-1)?.message.text === text
    this.notice.value = { text: isSaid ? '' : text, actions, retry }
    this.host.emit('error', { code })
  }

  #linkBecame(status: LinkStatus): void {
    this.linkStatus.value = status
    if (status.kind === 'ready') {
      this.#sendPageData()
      for (const message of this.conversation.unsent()) this.link.send({ type: 'chat.send', ...message })
      return this.call.linkReady()
    }
    this.latencyMs.value = null
    this.call.linkLost()
    const { problem } = this.strings.peek()
    if (status.kind === 'reconnecting' && status.isDown && !this.isOffline.peek()) {
      const retry = () => this.link.retryNow()
      const actions = ['retry', 'leave_message', 'call_spa'] as const
      this.notice.value = { text: problem.down, actions, retry, isAboutConnection: true }
    }
    if (status.kind !== 'stopped') return
    this.call.hangUp()
    if (status.reason === 'refused') return this.#refused(status.message)
    const action = status.reason === 'replaced' ? 'useHere' : 'retry'
    this.notice.value = { text: problem[status.reason], actions: [action], retry: () => this.link.connect() }
  }

  // ── small things ──────────────────────────────────────────────────────────

  #sendPageData(): void {
    for (const message of this.#page.messages({ url: location.href, title: document.title })) this.link.send(message)
  }

  /** A plain line for the visitor; the owner finds in the console what to add where. */
  #refused(message: string): void {
    tellOwner(message)
    this.notice.value = { text: this.strings.peek().problem.refused, actions: ['call_spa'] }
    this.host.emit('error', { code: 'refused' })
  }

  #offline(): void {
    const { offline } = this.strings.peek().problem
    this.notice.value = { text: offline, actions: ['call_spa'], isAboutConnection: true }
  }

  #connectionIsBack(): void {
    if (this.notice.peek()?.isAboutConnection && !this.isOffline.peek()) this.notice.value = null
  }

  /** The launcher's second line. */
  #label(): void {
    const strings = this.strings.peek()
    if (this.call.isOngoing) return this.host.setLauncherLine(strings.inCall)
    this.host.setLauncherLine(this.#unread > 0 ? strings.unread(this.#unread) : null)
  }
}
