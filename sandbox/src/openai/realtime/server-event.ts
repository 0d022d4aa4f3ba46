import type {
  ConversationItem,
  RealtimeResponse,
  RealtimeServerEvent,
  RealtimeSessionCreateRequest,
} from 'openai/resources/realtime/realtime'

/** The wire carries nulls where the SDK's types know only absent fields. */
type WithNulls<T> = T extends (infer Entry)[]
  ? WithNulls<Entry>[]
  : T extends object
    ? { [Key in keyof T]: WithNulls<T[Key]> | null }
    : T

export type WireSession = WithNulls<RealtimeSessionCreateRequest> & {
  id: string
  object: 'realtime.session'
  expires_at: number
}

/** `phase` tells a preamble from the answer; it is on the wire and not in the SDK's types. */
export type WireItem = WithNulls<ConversationItem> & { id: string; phase?: 'commentary' | 'final_answer' }

export type WireResponse = Omit<WithNulls<RealtimeResponse>, 'output'> & { id: string; output: WireItem[] }

type Replaced<Event> = {
  [Key in keyof Event]: Key extends 'session'
    ? WireSession
    : Key extends 'item'
      ? WireItem
      : Key extends 'response'
        ? WireResponse
        : Event[Key]
}

type WithoutId<Event> = Event extends unknown ? Replaced<Omit<Event, 'event_id'>> : never

/** A server event before it gets its `event_id`, in the types of OpenAI's own SDK. */
export type ServerEvent = WithoutId<RealtimeServerEvent>
