import type { TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import type { Channel } from '../../db/generated/client.ts'
import type { TimelineEntry } from '../active-conversation.ts'
import { switchWords } from './mediums.ts'
import { placeAtEnd, placeBetween } from './places.ts'

/** A message and the key its sender knows it by. */
export interface Utterance {
  key: string
  message: TranscriptMessage
}

interface ToolPlace {
  /** The place of the last message before the call. */
  afterPosition: number
  entry: Extract<TimelineEntry, { type: 'tool_call' }>
}

/**
 * The words of one conversation in spoken order, whatever order the events about
 * them come in. Kept in memory; what is stored follows from it.
 */
export class Transcript {
  #utterances: Utterance[] = []
  #byKey = new Map<string, Utterance>()
  #tools: ToolPlace[] = []

  /** Takes over what is already stored, in the order of its positions. */
  restore(utterances: Utterance[], toolCalls: ToolPlace[]): void {
    for (const utterance of utterances) this.#insert(utterance)
    this.#tools.push(...toolCalls)
  }

  /** A new utterance at the end, or right after `afterKey` when that is known. Answers the one that has the key already, if any. */
  begin(options: {
    key: string
    id: string
    author: TranscriptMessage['author']
    channel: Channel
    now: Date
    afterKey?: string | null
  }): Utterance {
    const known = this.#byKey.get(options.key)
    if (known) return known
    const utterance: Utterance = {
      key: options.key,
      message: {
        id: options.id,
        position: this.#freePosition(options.afterKey ?? null),
        author: options.author,
        channel: options.channel,
        text: '',
        isFinal: false,
        sentAt: options.now.toISOString(),
        // A typed message's key is the client's own id for it: with it the client knows its message again.
        ...(options.author === 'customer' && options.channel === 'chat' ? { clientId: options.key } : {}),
      },
    }
    this.#insert(utterance)
    return utterance
  }

  /** Null when nobody has begun this key, or it is finished: late words of an utterance never reopen it. */
  grow(key: string, text: string): TranscriptMessage | null {
    const utterance = this.#byKey.get(key)
    if (!utterance || utterance.message.isFinal) return null
    return this.#replace(utterance, { text })
  }

  /** Null when nobody has begun this key. */
  finish(key: string, final: { text: string; isInterrupted?: boolean }): TranscriptMessage | null {
    const utterance = this.#byKey.get(key)
    if (!utterance) return null
    return this.#replace(utterance, {
      text: final.text,
      isFinal: true,
      ...(final.isInterrupted === undefined ? {} : { isInterrupted: final.isInterrupted }),
    })
  }

  /** What somebody else has added to the stored conversation. Null when it is known. */
  adopt(utterance: Utterance): TranscriptMessage | null {
    if (this.#byKey.has(utterance.key)) return null
    this.#insert(utterance)
    return utterance.message
  }

  /** It was stored at another place than it was begun at. Null when nothing has changed. */
  place(key: string, position: number): TranscriptMessage | null {
    const utterance = this.#byKey.get(key)
    if (!utterance || utterance.message.position === position) return null
    this.#utterances.splice(this.#utterances.indexOf(utterance), 1)
    utterance.message = { ...utterance.message, position }
    this.#insert(utterance)
    return utterance.message
  }

  discard(key: string): Utterance | null {
    const utterance = this.#byKey.get(key)
    if (!utterance) return null
    this.#byKey.delete(key)
    this.#utterances.splice(this.#utterances.indexOf(utterance), 1)
    return utterance
  }

  /** A tool call that has been answered, at the end of what has been said so far. */
  addToolCall(entry: Extract<TimelineEntry, { type: 'tool_call' }>): void {
    this.#tools.push({ afterPosition: this.#utterances.at(-1)?.message.position ?? 0, entry })
  }

  /** The tool calls that are remembered, oldest first. */
  toolCalls(): ToolPlace['entry'][] {
    return this.#tools.map(({ entry }) => entry)
  }

  get(key: string): Utterance | undefined {
    return this.#byKey.get(key)
  }

  messages(): TranscriptMessage[] {
    return this.#utterances.map((utterance) => utterance.message)
  }

  lastOf(author: TranscriptMessage['author']): Utterance | undefined {
    return this.#utterances.findLast((utterance) => utterance.message.author === author)
  }

  /** Finished words and tool calls, oldest first, with a word where the channel changes; only the newest `limit` when there are more. */
  timeline(limit: number): TimelineEntry[] {
    const entries: TimelineEntry[] = []
    const tools = [...this.#tools]
    const takeToolsBefore = (position: number) => {
      while (tools[0] && tools[0].afterPosition < position) entries.push((tools.shift() as ToolPlace).entry)
    }
    let channel: Channel | null = null
    for (const { message } of this.#utterances) {
      takeToolsBefore(message.position)
      if (!message.isFinal || message.text === '') continue
      const moved = switchWords(channel, message.channel)
      channel = message.channel
      if (moved !== null) entries.push({ type: 'message', author: 'system', text: moved })
      entries.push({ type: 'message', author: message.author, text: message.text })
    }
    takeToolsBefore(Number.POSITIVE_INFINITY)
    return entries.slice(-limit)
  }

  #freePosition(afterKey: string | null): number {
    const last = this.#utterances.at(-1)
    const atEnd = placeAtEnd(last?.message.position ?? 0)
    const before = afterKey === null ? undefined : this.#byKey.get(afterKey)
    if (!before || before === last) return atEnd
    const next = this.#utterances[this.#utterances.indexOf(before) + 1]
    // Nine late arrivals in one gap use it up; after that the end is the only honest place left.
    return placeBetween(before.message.position, next?.message.position ?? atEnd) ?? atEnd
  }

  #insert(utterance: Utterance): void {
    const index = this.#utterances.findLastIndex((other) => other.message.position < utterance.message.position)
    this.#utterances.splice(index + 1, 0, utterance)
    this.#byKey.set(utterance.key, utterance)
  }

  #replace(utterance: Utterance, change: Partial<TranscriptMessage>): TranscriptMessage {
    utterance.message = { ...utterance.message, ...change }
    return utterance.message
  }
}
