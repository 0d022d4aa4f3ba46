import type { ServerMessage, TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import type { ActiveConversation, ConversationUpdate } from '../conversation/active-conversation.ts'

/** The whole state of a conversation, for a widget that has just arrived. */
export function readyMessage(conversation: ActiveConversation): ServerMessage {
  const { settings, withName } = conversation
  return {
    type: 'ready',
    conversationId: conversation.id,
    state: conversation.state,
    personaName: settings.persona.name,
    spaName: settings.name,
    ...(withName === null ? {} : { withName }),
    messages: [...conversation.messages()],
    greeting: settings.persona.greeting,
    suggestions: settings.persona.suggestions,
  }
}

/** Turns what happens in a conversation into what the widget is told. Remembers what it was told, for what is taken back. */
export class WatchedMessages {
  readonly #shown = new Map<string, TranscriptMessage>()

  constructor(messages: readonly TranscriptMessage[]) {
    for (const message of messages) this.#remember(message)
  }

  toServerMessages(update: ConversationUpdate): ServerMessage[] {
    switch (update.type) {
      case 'message':
        this.#remember(update.message)
        return [{ type: 'message', message: update.message }]
      case 'message_removed': {
        // To the widget a message without words is one that is not shown.
        const removed = this.#shown.get(update.id)
        this.#shown.delete(update.id)
        return removed ? [{ type: 'message', message: { ...removed, text: '', isFinal: true } }] : []
      }
      case 'stored':
        return [{ type: 'stored', clientId: update.clientId }]
      case 'card': {
        const { card, afterMessageId } = update
        return [{ type: 'card', card, ...(afterMessageId === undefined ? {} : { afterMessageId }) }]
      }
      case 'state': {
        const { state, withName } = update
        return [{ type: 'state', state, ...(withName === undefined ? {} : { withName }) }]
      }
      case 'emergency':
      case 'wind_down':
        // The channel that talks says these in its own way.
        return []
    }
  }

  #remember(message: TranscriptMessage): void {
    this.#shown.set(message.id, message)
  }
}
