import type {
  RealtimeClientEvent,
  RealtimeResponseCreateParamsWithReferencesParam,
} from 'openai/resources/realtime/realtime'
import { checkShape } from './check-shape.ts'
import { contentShape, inputItemShape, itemShape } from './item-shape.ts'
import { refusal, unsupportedValue } from './problem.ts'
import type { Problem } from './problem.ts'
import { responseShape, sessionShape } from './session-shape.ts'
import { integer, object, oneOf, string } from './shape.ts'
import type { ObjectShape, Shape } from './shape.ts'

type WithoutReferences = Exclude<RealtimeClientEvent, { type: 'response.create' | 'output_audio_buffer.clear' }>

/** A client event that has passed `readClientEvent`. */
export type ClientEvent =
  | WithoutReferences
  | { type: 'response.create'; event_id?: string; response?: RealtimeResponseCreateParamsWithReferencesParam }

const eventFields: Record<ClientEvent['type'], Record<string, Shape>> = {
  'session.update': { 'session!': sessionShape },
  'input_audio_buffer.append': { 'audio!': string() },
  'input_audio_buffer.commit': {},
  'input_audio_buffer.clear': {},
  'conversation.item.create': { 'item!': itemShape, previous_item_id: string() },
  'conversation.item.retrieve': { 'item_id!': string() },
  'conversation.item.delete': { 'item_id!': string() },
  'conversation.item.truncate': {
    'item_id!': string(),
    'content_index!': integer({ min: 0, max: 0 }),
    'audio_end_ms!': integer({ min: 0 }),
  },
  'response.create': { response: responseShape(inputItemShape) },
  'response.cancel': { response_id: string() },
}

const eventShapes = new Map<string, ObjectShape>(
  Object.entries(eventFields).map(([type, fields]) => [
    type,
    object({ 'type!': oneOf(type), event_id: string({ maxLength: 512 }), ...fields }),
  ]),
)

/** The list that OpenAI's own error shows; the last two are named there and refused all the same. */
const listedTypes = [...eventShapes.keys(), 'transcription_session.update', 'session.close']

export type ReadEvent =
  { ok: true; event: ClientEvent } | { ok: false; problem: Problem; eventId: string | null; type: string | null }

/** Parses one text frame and checks every field at every level; what passes has the type it claims. */
export function readClientEvent(frame: string): ReadEvent {
  const value = parseJson(frame)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const problem = refusal('invalid_event', 'The event could not be parsed: a JSON object is expected.')
    return { ok: false, problem, eventId: null, type: null }
  }
  const event = value as Record<string, unknown>
  const type = typeof event.type === 'string' ? event.type : null
  const problem = problemOf(event)
  if (!problem) return { ok: true, event: event as unknown as ClientEvent }
  return { ok: false, problem, eventId: typeof event.event_id === 'string' ? event.event_id : null, type }
}

function problemOf(event: Record<string, unknown>): Problem | null {
  if (!Object.hasOwn(event, 'type')) return refusal('invalid_event', "The 'type' field is missing.")
  const shape = typeof event.type === 'string' ? eventShapes.get(event.type) : undefined
  if (!shape) return unsupportedValue(event.type, { param: 'type', values: listedTypes })
  if (event.type === 'session.update' && isTranscriptionSession(event.session)) {
    return refusal(null, 'Passing a transcription session update event to a realtime session is not allowed.')
  }
  return checkShape(event, shape, '') ?? contentProblem(event)
}

function isTranscriptionSession(session: unknown): boolean {
  return typeof session === 'object' && session !== null && 'type' in session && session.type === 'transcription'
}

/** Message parts depend on the role, wherever items stand. */
function contentProblem(event: Record<string, unknown>): Problem | null {
  const response = event.response as { input?: unknown[] } | undefined
  const items: [unknown, string][] = [
    ...(event.item === undefined ? [] : ([[event.item, 'item']] as [unknown, string][])),
    ...(response?.input ?? []).map((item, index): [unknown, string] => [item, `response.input[${index}]`]),
  ]
  for (const [item, path] of items) {
    const { role, content } = item as { role?: unknown; content?: unknown }
    const shape = contentShape(role)
    const problem = shape && checkShape(content, shape, `${path}.content`)
    if (problem) return problem
  }
  return null
}

function parseJson(frame: string): unknown {
  try {
    return JSON.parse(frame)
  } catch {
    return undefined
  }
}
