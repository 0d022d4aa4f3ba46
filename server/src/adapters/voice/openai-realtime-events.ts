import { z } from 'zod'
import type { ResponseUsage, TranscriptionUsage, UpstreamEvent } from './upstream-voice.ts'

/*
 * Liberal in what is read: fields that are not used are not looked at, nulls stand
 * where the SDK's types know none, unknown events are passed on by name alone.
 */
const id = z.string().min(1)
const optionalId = z.string().nullish()
const count = z.number().int().nonnegative().nullish()

const UsageDetails = z.object({
  text_tokens: count,
  audio_tokens: count,
  cached_tokens: count,
  cached_tokens_details: z.object({ text_tokens: count, audio_tokens: count }).nullish(),
})
const Usage = z.object({
  input_tokens: count,
  output_tokens: count,
  input_token_details: UsageDetails.nullish(),
  output_token_details: z.object({ text_tokens: count, audio_tokens: count }).nullish(),
})
const ResponseStatus = z.enum(['completed', 'cancelled', 'failed', 'incomplete'])
const Response = z.object({
  id,
  status: z.string().nullish(),
  conversation_id: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  status_details: z.object({ error: z.object({ code: z.string().nullish() }).nullish() }).nullish(),
  usage: Usage.nullish(),
})
const Item = z.object({
  id,
  type: z.string(),
  status: z.string().nullish(),
  call_id: z.string().nullish(),
  name: z.string().nullish(),
  arguments: z.string().nullish(),
})
const ofItem = z.object({ item_id: id })
const ofResponse = z.object({ response_id: id, item_id: id })
const HeardUsage = z.union([
  z.object({ type: z.literal('duration'), seconds: z.number().nonnegative() }),
  z.object({
    type: z.literal('tokens'),
    output_tokens: count,
    input_tokens: count,
    input_token_details: z.object({ text_tokens: count, audio_tokens: count }).nullish(),
  }),
])

function reader<S extends z.ZodType>(schema: S, read: (event: z.infer<S>) => UpstreamEvent | null) {
  return (json: unknown): UpstreamEvent | null => {
    const parsed = schema.safeParse(json)
    return parsed.success ? read(parsed.data) : null
  }
}

const readers: Record<string, (json: unknown) => UpstreamEvent | null> = {
  'session.created': () => ({ type: 'opened' }),
  'session.updated': () => ({ type: 'configured' }),
  'input_audio_buffer.speech_started': reader(z.object({ item_id: id, audio_start_ms: z.number() }), (event) => ({
    type: 'speech_started',
    itemId: event.item_id,
    atMs: event.audio_start_ms,
  })),
  'input_audio_buffer.speech_stopped': reader(z.object({ item_id: id, audio_end_ms: z.number() }), (event) => ({
    type: 'speech_stopped',
    itemId: event.item_id,
    atMs: event.audio_end_ms,
  })),
  'input_audio_buffer.committed': reader(z.object({ item_id: id, previous_item_id: optionalId }), (event) => ({
    type: 'committed',
    itemId: event.item_id,
    previousItemId: event.previous_item_id ?? null,
  })),
  'conversation.item.added': reader(z.object({ item: Item, previous_item_id: optionalId }), (event) => ({
    type: 'item_added',
    itemId: event.item.id,
    previousItemId: event.previous_item_id ?? null,
  })),
  'conversation.item.input_audio_transcription.delta': reader(
    ofItem.extend({ delta: z.string().nullish() }),
    (event) => ({
      type: 'heard_grew',
      itemId: event.item_id,
      delta: event.delta ?? '',
    }),
  ),
  'conversation.item.input_audio_transcription.completed': reader(
    ofItem.extend({ transcript: z.string().nullish(), usage: HeardUsage.nullish().catch(null) }),
    (event) => ({
      type: 'heard',
      itemId: event.item_id,
      text: (event.transcript ?? '').trim(),
      usage: readHeardUsage(event.usage),
    }),
  ),
  'conversation.item.input_audio_transcription.failed': reader(ofItem, (event) => ({
    type: 'heard_failed',
    itemId: event.item_id,
  })),
  'response.created': reader(z.object({ response: Response }), ({ response }) => ({
    type: 'response_started',
    responseId: response.id,
    ...readOrigin(response),
  })),
  'response.output_item.added': reader(z.object({ response_id: id, item: Item }), ({ response_id, item }) =>
    item.type === 'message' ? { type: 'utterance_started', responseId: response_id, itemId: item.id } : null,
  ),
  'response.output_item.done': reader(z.object({ response_id: id, item: Item }), ({ response_id, item }) =>
    item.type === 'function_call' && item.status === 'completed' && item.call_id
      ? {
          type: 'tool_called',
          responseId: response_id,
          itemId: item.id,
          callId: item.call_id,
          name: item.name ?? '',
          argumentsJson: item.arguments ?? '',
        }
      : null,
  ),
  'response.output_audio_transcript.delta': reader(ofResponse.extend({ delta: z.string() }), (event) => ({
    type: 'words',
    responseId: event.response_id,
    itemId: event.item_id,
    delta: event.delta,
  })),
  'response.output_audio_transcript.done': reader(ofResponse.extend({ transcript: z.string() }), (event) => ({
    type: 'words_done',
    responseId: event.response_id,
    itemId: event.item_id,
    text: event.transcript.trim(),
  })),
  'response.output_audio.done': reader(ofResponse, (event) => ({
    type: 'audio_done',
    responseId: event.response_id,
    itemId: event.item_id,
  })),
  'response.done': reader(z.object({ response: Response }), ({ response }) => ({
    type: 'response_ended',
    responseId: response.id,
    ...readOrigin(response),
    status: ResponseStatus.catch('completed').parse(response.status),
    errorCode: response.status_details?.error?.code ?? null,
    usage: readUsage(response.usage),
  })),
  error: reader(
    z.object({
      error: z.object({ code: z.string().nullish(), message: z.string().nullish(), event_id: z.string().nullish() }),
    }),
    ({ error }) => ({
      type: 'refused',
      code: error.code ?? null,
      message: error.message ?? '',
      commandId: error.event_id ?? null,
    }),
  ),
}

/** Answers null for what is not JSON or has no type: the provider has never been seen to send that. */
export function readServerEvent(text: string): UpstreamEvent | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const name = z.object({ type: z.string() }).safeParse(json)
  if (!name.success) return null
  return readers[name.data.type]?.(json) ?? { type: 'other', name: name.data.type }
}

/** `response.output_audio.delta` where the fast path did not know its form. */
export function readAudioDelta(text: string): { responseId: string; itemId: string; base64: string } | null {
  try {
    const parsed = ofResponse.extend({ delta: z.string() }).safeParse(JSON.parse(text))
    if (!parsed.success) return null
    return { responseId: parsed.data.response_id, itemId: parsed.data.item_id, base64: parsed.data.delta }
  } catch {
    return null
  }
}

function readOrigin(response: z.infer<typeof Response>): { requestId: string | null; isAside: boolean } {
  const requestId = response.metadata?.request ?? null
  // An answer beside the conversation has no conversation id; absent altogether it tells nothing.
  return { requestId, isAside: response.conversation_id === null || response.metadata?.aside === 'yes' }
}

function readUsage(usage: z.infer<typeof Usage> | null | undefined): ResponseUsage | null {
  if (!usage) return null
  const input = usage.input_token_details
  const output = usage.output_token_details
  // Without a split everything counts as audio, the dearer kind: a cap must not be passed unseen.
  const inputTextTokens = input?.text_tokens ?? 0
  const inputAudioTokens = input?.audio_tokens ?? Math.max(0, (usage.input_tokens ?? 0) - inputTextTokens)
  const outputTextTokens = output?.text_tokens ?? 0
  const outputAudioTokens = output?.audio_tokens ?? Math.max(0, (usage.output_tokens ?? 0) - outputTextTokens)
  const cached = input?.cached_tokens ?? 0
  // … and for the same reason an unsplit cache counts as text first, which saves least.
  const cachedTextTokens = input?.cached_tokens_details?.text_tokens ?? Math.min(cached, inputTextTokens)
  const cachedAudioTokens = input?.cached_tokens_details?.audio_tokens ?? Math.max(0, cached - cachedTextTokens)
  return {
    inputTextTokens,
    inputAudioTokens,
    cachedTextTokens: Math.min(cachedTextTokens, inputTextTokens),
    cachedAudioTokens: Math.min(cachedAudioTokens, inputAudioTokens),
    outputTextTokens,
    outputAudioTokens,
  }
}

function readHeardUsage(usage: z.infer<typeof HeardUsage> | null | undefined): TranscriptionUsage | null {
  if (!usage) return null
  if (usage.type === 'duration') return { type: 'seconds', seconds: Math.ceil(usage.seconds) }
  const textTokens = usage.input_token_details?.text_tokens ?? 0
  return {
    type: 'tokens',
    textTokens,
    audioTokens: usage.input_token_details?.audio_tokens ?? Math.max(0, (usage.input_tokens ?? 0) - textTokens),
    outputTokens: usage.output_tokens ?? 0,
  }
}
