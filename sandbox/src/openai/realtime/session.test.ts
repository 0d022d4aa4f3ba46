import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import { speak } from '../voice/speak.ts'
import { connect, startQuickSandbox } from './test-client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startQuickSandbox(({ items }) => {
    const last = items.at(-1)
    return { text: `You said: ${last?.type === 'message' ? last.text : 'nothing'}. And that is all.`, toolCalls: [] }
  })
})
afterAll(() => sandbox.close())

it('hears a spoken turn and answers it aloud', async () => {
  sandbox.control.ears(['I would like an appointment'])
  const client = await connect(sandbox)
  await client.configure({ audio: { input: { transcription: { model: 'gpt-transcribe' } } } })
  const speech = await speak('I would like an appointment', 'rms')
  client.appendFrames(new Int16Array(24_000))
  client.appendFrames(speech)
  client.appendFrames(new Int16Array(24_000))
  const done = await client.next('response.done')
    JSON.stringify(
      client.events.filter((e) => e.type !== 'response.output_audio.delta'),
      null,
      0,
    ).slice(0, 6000),
  )
  expect(done.response.status).toBe('completed')
})
