import { connect as connectTcp } from 'node:net'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import { speak } from '../voice/speak.ts'
import { startQuickSandbox } from './test-client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startQuickSandbox(({ items }) => {
    if (items.at(-1)?.type === 'function_call_output') return { text: 'It is done.', toolCalls: [] }
    return { text: 'One moment.', toolCalls: [{ name: 'look', arguments: { at: 'the calendar' } }] }
  })
})
afterAll(() => sandbox.close())

/** The SDK insists on wss; a plain connection of one's own takes the TLS away. */
function officialClient(): OpenAIRealtimeWS {
  const openai = new OpenAI({ apiKey: 'sk-test', baseURL: `${sandbox.url}/openai/v1` })
  return new OpenAIRealtimeWS(
    {
      model: 'gpt-realtime-2.1',
      options: { createConnection: () => connectTcp({ host: '127.0.0.1', port: sandbox.port }) },
    },
    openai,
  )
}

it('holds a conversation with OpenAI’s own client', async () => {
  sandbox.control.ears(['Can you look at the calendar?'])
  const realtime = officialClient()
  const events: RealtimeServerEvent[] = []
  const finished = new Promise<void>((resolve, reject) => {
    realtime.on('error', reject)
    realtime.on('event', (event) => events.push(event))
    realtime.on('session.created', () =>
      realtime.send({
        type: 'session.update',
        session: {
          type: 'realtime',
          instructions: 'You are a receptionist.',
          tools: [
            { type: 'function', name: 'look', parameters: { type: 'object', properties: { at: { type: 'string' } } } },
          ],
          audio: {
            input: {
              transcription: { model: 'gpt-transcribe' },
              turn_detection: { type: 'server_vad', silence_duration_ms: 300, create_response: true },
            },
            output: { voice: 'marin' },
          },
        },
      }),
    )
    realtime.once('session.updated', () => {
      void speak('Can you look at the calendar?', 'kal16').then((speech) => {
        for (const part of [new Int16Array(12_000), speech, new Int16Array(12_000)]) {
          const audio = Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64')
          realtime.send({ type: 'input_audio_buffer.append', audio })
        }
      })
    })
    realtime.on('response.done', ({ response }) => {
      const call = response.output?.find((item) => item.type === 'function_call')
      if (!call) return resolve()
      realtime.send({
        type: 'conversation.item.create',
        item: { type: 'function_call_output', call_id: call.call_id!, output: '{"ok":true}' },
      })
      realtime.send({ type: 'response.create' })
    })
  })
  await finished
  realtime.close()
  const types = events.map(({ type }) => type)
  expect(types).toContain('conversation.item.input_audio_transcription.completed')
  expect(types.filter((type) => type === 'response.done')).toHaveLength(2)
  expect(types).not.toContain('error')
  expect(sandbox.control.violations()).toEqual([])
})
