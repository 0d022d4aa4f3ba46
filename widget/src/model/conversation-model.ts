import { signal } from '@preact/signals'
import type { ConversationState, ServerMessage, TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import type { Strings } from '../strings/strings.ts'
import type { CardShown } from './kept-cards.ts'
import { Outbox, type Unsent } from './outbox.ts'
import { withCard, withDelivery, withHistory, withMessage, withPending, type Transcript } from './transcript.ts'

type Ready = Extract<ServerMessage, { type: 'ready' }>
export type Activity = Extract<ServerMessage, { type: 'activity' }>['activity']

export interface ConversationWorld {
  strings(): Strings
  personaName(): string
  /** A finished message that was not there before. */
  arrived(message: TranscriptMessage): void
}

/** What has been said, by whom, and who has the floor. Knows no socket: what goes out is in the outbox. */
export class ConversationModel {
  readonly transcript = signal<Transcript>([])
  readonly state = signal<ConversationState>('open')
  /** The person who has taken over. */
  readonly withName = signal<string | null>(null)
  readonly activity = signal<Activity>('idle')
  /** For people who do not see the panel: each finished message once. */
  readonly announcement = signal('')
  #outbox = new Outbox()
  #world: ConversationWorld

  constructor(world: ConversationWorld) {
    this.#world = world
  }

  // ── from here to the server ───────────────────────────────────────────────

  /** Shown at once. */
  type(text: string): Unsent {
    const message = { id: newId(), text }
    this.transcript.value = withPending(this.transcript.peek(), { ...message, sentAt: new Date().toISOString() })
    this.#outbox.add(message)
    return message
  }
  unsent(): readonly Unsent[] {
    return this.#outbox.all()
  }
  /** The server did not take it: it is not sent again by itself. */
  refused(id: string): void {
    this.#outbox.settle(id)
    this.transcript.value = withDelivery(this.transcript.peek(), id, 'failed')
  }
  /** One that was refused, or not answered, once more. Null when there is no such message. */
  again(id: string): Unsent | null {
    const entry = this.transcript.peek().find(({ message }) => message.clientId === id)
    if (!entry) return null
    const message = { id, text: entry.message.text }
    if (entry.delivery !== 'failed') return message
    this.transcript.value = withDelivery(this.transcript.peek(), id, 'sending')
    this.#outbox.add(message)
    return message
  }

  // ── from the server to here ───────────────────────────────────────────────

  ready({ messages, state, withName }: Ready): void {
    for (const { clientId } of messages) this.#outbox.settle(clientId)
    this.transcript.value = withHistory(this.transcript.peek(), messages)
    this.state.value = state
    this.withName.value = withName ?? null
    this.activity.value = 'idle'
  }

  message(message: TranscriptMessage): void {
    const known = this.transcript.peek().find((entry) => entry.message.id === message.id)
    this.transcript.value = withMessage(this.transcript.peek(), message)
    if (!message.isFinal || known?.message.isFinal || !message.text) return
    this.#world.arrived(message)
    if (message.author === 'customer') return
    const name = message.author === 'staff' ? this.#staffName(message.authorName) : this.#world.personaName()
    this.announcement.value = message.author === 'system' ? message.text : `${name}: ${message.text}`
  }

  /** In the database: need not be sent again. */
  stored(clientId: string): void {
    this.#outbox.settle(clientId)
    this.transcript.value = withDelivery(this.transcript.peek(), clientId, 'sent')
  }

  card(shown: CardShown): void {
    this.transcript.value = withCard(this.transcript.peek(), shown)
  }

  became(state: ConversationState, withName: string | undefined): void {
    this.state.value = state
    this.withName.value = withName ?? null
    const strings = this.#world.strings()
    if (state === 'with_person') this.announcement.value = strings.nowWith(this.#staffName(withName))
    if (state === 'locked') this.announcement.value = strings.locked
    if (state === 'ended') this.announcement.value = strings.ended
  }

  /** The server began a new one, because the old is over or too long ago: only what is still unsent goes into it. */
  renewed(): void {
    this.transcript.value = this.transcript.peek().filter((entry) => entry.delivery !== 'sent')
  }

  clear(): void {
    this.#outbox.clear()
    this.transcript.value = []
    this.state.value = 'open'
    this.withName.value = null
    this.activity.value = 'idle'
  }

  #staffName(name: string | undefined): string {
    return name ?? this.#world.strings().theTeam
  }
}

/** `randomUUID` exists on secure pages only. */
function newId(): string {
  return crypto.randomUUID?.() ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
}
