import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeClientEvent } from './openai-realtime-commands.ts'
import { readServerEvent } from './openai-realtime-events.ts'

const read = (event: object) => readServerEvent(JSON.stringify(event))

describe('what the provider tells', () => {
  it('is read liberally: nulls, unknown fields and unknown events do no harm', () => {
    expect(read({ type: 'response.from.next.year', response: null })).toEqual({
      type: 'other',
      name: 'response.from.next.year',
    })
    expect(read({ type: 'input_audio_buffer.committed', item_id: 'u', previous_item_id: null, extra: 1 })).toEqual({
      type: 'committed',
      itemId: 'u',
      previousItemId: null,
    })
    expect(
      read({
        type: 'response.done',
        response: { id: 'r', status: 'completed', status_details: null, usage: null, metadata: null },
      }),
    ).toMatchObject({ type: 'response_ended', responseId: 'r', usage: null, errorCode: null, isAside: false })
  })

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => readServerEvent(text)).not.toThrow()
      }),
    )
    const types = ['response.done', 'response.created', 'error', 'conversation.item.added', 'response.output_item.done']
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.dictionary(fc.string(), fc.jsonValue()), (type, fields) => {
        expect(read({ ...fields, type })?.type).toBeDefined()
      }),
    )
  })

  it('counts an unsplit cache where it saves least', () => {
    const usage = {
      input_token_details: { text_tokens: 100, audio_tokens: 50, cached_tokens: 120 },
      output_token_details: { text_tokens: 5, audio_tokens: 7 },
    }
    expect(read({ type: 'response.done', response: { id: 'r', status: 'completed', usage } })).toMatchObject({
      usage: { cachedTextTokens: 100, cachedAudioTokens: 20, outputAudioTokens: 7 },
    })
  })

  it('tells of whole tool calls only', () => {
    const item = { id: 'i', type: 'function_call', call_id: 'c', name: 'n', arguments: '{}' }
    const done = (status: string) =>
      read({ type: 'response.output_item.done', response_id: 'r', item: { ...item, status } })
    expect(done('completed')).toMatchObject({ type: 'tool_called', callId: 'c' })
    expect(done('incomplete')).toMatchObject({ type: 'other' })
  })
})

describe('what the provider is told', () => {
  it('says every setting of turn detection, and that nobody but us answers or interrupts', () => {
    const event = writeClientEvent({
      type: 'configure',
      id: 'configure',
      session: {
        instructions: 'Be kind.',
        tools: [],
        voice: 'marin',
        transcriptionModel: 'gpt-transcribe',
        turnDetection: { type: 'server_vad', threshold: 0.6, prefixPaddingMs: 300, silenceMs: 600 },
        maxOutputTokens: 2_048,
      },
    })
    expect(event).toMatchObject({
      type: 'session.update',
      session: {
        type: 'realtime',
        audio: {
          input: {
            turn_detection: {
              type: 'server_vad',
              threshold: 0.6,
              prefix_padding_ms: 300,
              silence_duration_ms: 600,
              create_response: false,
              interrupt_response: false,
            },
          },
        },
      },
    })
  })

  it('keeps a filler out of the conversation', () => {
    const event = writeClientEvent({
      type: 'respond',
      id: 'r1',
      instructions: 'Say it',
      isWithoutTools: true,
      isAside: true,
    })
    expect(event).toMatchObject({
      response: { conversation: 'none', input: [], tool_choice: 'none', metadata: { request: 'r1' } },
    })
  })
})
