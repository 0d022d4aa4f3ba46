import type { RealtimeResponseUsage } from 'openai/resources/realtime/realtime'
import type { ConversationEntry } from './conversation.ts'

/** Text and audio tokens are priced apart. */
export interface Tokens {
  text: number
  audio: number
}

/** One piece of a prompt; pieces with the same key hold the same bytes. */
export interface PromptPiece extends Tokens {
  key: string
}

const msPerUserToken = 100
const msPerModelToken = 50
/** The cache remembers whole blocks of a prompt's beginning. */
const cacheBlock = 64

/** About four characters of English to a token. */
export function textTokens(text: string): number {
  return Math.ceil(text.length / 4)
}

export function modelAudioTokens(ms: number): number {
  return Math.ceil(ms / msPerModelToken)
}

/** The prompt of one response: instructions and tools first, then the conversation in order. */
export function promptPieces({
  instructions,
  tools,
  entries,
}: {
  instructions: string
  tools: unknown
  entries: readonly ConversationEntry[]
}): PromptPiece[] {
  const head = `${instructions}\n${JSON.stringify(tools)}`
  return [{ key: head, text: textTokens(head), audio: 0 }, ...entries.map(pieceOf)]
}

function pieceOf({ item, audio, isModelAudio }: ConversationEntry): PromptPiece {
  const words = JSON.stringify({
    ...item,
    status: undefined,
    content: 'content' in item ? textParts(item.content) : undefined,
  })
  const ms = audio?.ms ?? 0
  const audioTokens = isModelAudio ? modelAudioTokens(ms) : Math.ceil(ms / msPerUserToken)
  return { key: `${words} ${ms}`, text: textTokens(textOf(item)), audio: audioTokens }
}

function textParts(content: unknown): unknown[] {
  return (content as { text?: string | null }[]).map(({ text }) => text)
}

function textOf(item: ConversationEntry['item']): string {
  if ('content' in item) return (item.content as { text?: string | null }[]).map(({ text }) => text ?? '').join('')
  if (item.type === 'function_call') return `${item.name}${item.arguments}`
  return item.type === 'function_call_output' ? String(item.output) : ''
}

/** What the provider would have found in its cache: the common beginning with the prompt before, in whole blocks. */
function cachedPart(prompt: readonly PromptPiece[], previous: readonly PromptPiece[]): Tokens {
  const shared: Tokens = { text: 0, audio: 0 }
  for (const [index, piece] of prompt.entries()) {
    if (previous[index]?.key !== piece.key) break
    shared.text += piece.text
    shared.audio += piece.audio
  }
  const whole = Math.floor((shared.text + shared.audio) / cacheBlock) * cacheBlock
  const text = Math.min(shared.text, whole)
  return { text, audio: whole - text }
}

/** `usage` of `response.done`. */
export function usageOf({
  prompt,
  previous,
  output,
}: {
  prompt: readonly PromptPiece[]
  previous: readonly PromptPiece[]
  output: Tokens
}): RealtimeResponseUsage {
  const input = prompt.reduce((sum, { text, audio }) => ({ text: sum.text + text, audio: sum.audio + audio }), {
    text: 0,
    audio: 0,
  })
  const cached = cachedPart(prompt, previous)
  const inputTokens = input.text + input.audio
  const outputTokens = output.text + output.audio
  return {
    total_tokens: inputTokens + outputTokens,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    input_token_details: {
      text_tokens: input.text,
      audio_tokens: input.audio,
      image_tokens: 0,
      cached_tokens: cached.text + cached.audio,
      cached_tokens_details: { text_tokens: cached.text, audio_tokens: cached.audio, image_tokens: 0 },
    },
    output_token_details: { text_tokens: output.text, audio_tokens: output.audio },
  }
}
