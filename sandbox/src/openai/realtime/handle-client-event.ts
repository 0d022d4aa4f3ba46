import type { ClientEvent } from './client-event.ts'
import { appendAudio, clearAudio, commitAudio } from './handle-audio.ts'
import { createItem, deleteItem, retrieveItem, truncateItem } from './handle-item.ts'
import { refusal } from './problem.ts'
import { requestResponse } from './request-response.ts'
import type { RealtimeSession } from './session.ts'
import { updateConfig } from './session-config.ts'
import { strikes } from './faults.ts'

/** Does what a well-formed client event asks for. */
export function handleClientEvent(session: RealtimeSession, event: ClientEvent): void {
  switch (event.type) {
    case 'session.update':
      return updateSession(session, event)
    case 'input_audio_buffer.append':
      return appendAudio(session, event)
    case 'input_audio_buffer.commit':
      return commitAudio(session, event)
    case 'input_audio_buffer.clear':
      return clearAudio(session)
    case 'conversation.item.create':
      return createItem(session, event)
    case 'conversation.item.retrieve':
      return retrieveItem(session, event)
    case 'conversation.item.delete':
      return deleteItem(session, event)
    case 'conversation.item.truncate':
      return truncateItem(session, event)
    case 'response.create':
      return createResponse(session, event)
    case 'response.cancel':
      return cancelResponse(session, event)
  }
}

type Of<Type extends ClientEvent['type']> = Extract<ClientEvent, { type: Type }>

function updateSession(session: RealtimeSession, event: Of<'session.update'>): void {
  const before = session.config
  const updated = updateConfig(before, { update: event.session, hasSpoken: session.hasSpoken })
  if (!updated.ok) return session.refuse(updated.problem, event)
  session.config = updated.config
  session.isConfigured = true
  const { input } = updated.config.audio
  if (input.format.type !== before.audio.input.format.type) {
    session.input.clear()
    session.input.format = input.format
  }
  if (JSON.stringify(input.turn_detection) !== JSON.stringify(before.audio.input.turn_detection)) session.turns.reset()
  session.emit({ type: 'session.updated', session: session.wire() })
}

function createResponse(session: RealtimeSession, event: Of<'response.create'>): void {
  if (strikes(session.state.faults, 'ignoredResponseCreates')) return
  const result = requestResponse(session, event.response ?? {})
  if (result.ok) session.respond(result.request)
  else session.refuse(result.problem, event)
}

function cancelResponse(session: RealtimeSession, event: Of<'response.cancel'>): void {
  const running = [session.activeResponse, ...session.outOfBand]
  const { response_id: id } = event
  const run = id === undefined ? session.activeResponse : running.find((candidate) => candidate?.id === id)
  if (run) return run.cancel('client_cancelled')
  // The response may have ended while the cancellation was on its way: nobody's fault.
  const problem = refusal('response_cancel_not_active', 'Cancellation failed: no active response found')
  session.refuse(problem, event, { isViolation: false })
}
