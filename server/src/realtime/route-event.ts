import type { UpstreamEvent } from '../adapters/voice/upstream-voice.ts'
import type { CallParts } from './call-parts.ts'

/** The events that end with the part they are for: what the person says, and where items stand. */
export type RoutedEvent = Exclude<
  UpstreamEvent,
  { type: 'opened' | 'configured' | 'refused' | 'tool_called' | 'response_ended' | 'other' }
>

export function routeEvent(parts: CallParts, event: RoutedEvent, settings: { prefixPaddingMs: number }): void {
  const { floor, customer, answers, order, ledger, microphone, presence } = parts
  switch (event.type) {
    case 'speech_started':
      presence.seen()
      floor.turn({ type: 'server_started', itemId: event.itemId, atMs: event.atMs })
      floor.voice({
        type: 'started',
        by: 'server',
        sinceMs: microphone.positionMs - event.atMs - settings.prefixPaddingMs,
      })
      return
    case 'speech_stopped':
      floor.turn({ type: 'server_stopped', itemId: event.itemId, atMs: event.atMs })
      floor.voice({ type: 'ended', by: 'server' })
      return
    case 'committed':
      order.link(event.itemId, event.previousItemId)
      floor.turn({ type: 'committed', itemId: event.itemId })
      return
    case 'item_added':
      order.link(event.itemId, event.previousItemId)
      return
    case 'heard_grew':
      customer.grow(event.itemId, event.delta)
      return
    case 'heard':
      customer.finish(event.itemId, event.text)
      if (event.usage) ledger.transcription(event.itemId, event.usage)
      return
    case 'heard_failed':
      customer.failed(event.itemId)
      return
    default:
      answers.told(event)
  }
}
