import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import { speak } from '../voice/speak.ts'
import { connect, quick, startQuickSandbox } from './test-client.ts'
import type { TestClient } from './test-client.ts'

const words = 'I would like to come in on Tuesday at three please'
const silence = new Int16Array(24_000)
let sandbox: Sandbox
let client: TestClient
let heard: unknown[] = []
let speech: Int16Array

beforeAll(async () => {
  sandbox = await startQuickSandbox(({ items }) => {
    heard = [...items]
    return { text: 'Fine.', toolCalls: [] }
  })
  speech = await speak(words, 'rms')
})
beforeEach(async () => {
  sandbox.control.resetFaults()
  sandbox.control.setFaults(quick)
  client = await connect(sandbox)
})
afterAll(() => sandbox.close())

async function say(model: string | null, utterances: string[] = [words]): Promise<void> {
  sandbox.control.ears(utterances)
  await client.configure({ audio: { input: { transcription: model === null ? null : { model } } } })
  client.appendFrames(silence)
  client.appendFrames(speech)
  client.appendFrames(silence)
  await client.next('response.done')
}

const completed = 'conversation.item.input_audio_transcription.completed'
const delta = 'conversation.item.input_audio_transcription.delta'

describe('a transcript', () => {
  it('comes whole, after the commit, from gpt-transcribe', async () => {
    await say('gpt-transcribe')
    const event = await client.next(completed)
    expect(client.all(delta)).toEqual([])
    expect(client.types().indexOf(completed)).toBeGreaterThan(client.types().indexOf('input_audio_buffer.committed'))
    expect(event).toMatchObject({
      transcript: words,
      content_index: 0,
      item_id: client.all('input_audio_buffer.committed')[0]!.item_id,
    })
    const [{ audio_start_ms: start }, { audio_end_ms: end }] = [
      client.all('input_audio_buffer.speech_started')[0]!,
      client.all('input_audio_buffer.speech_stopped')[0]!,
    ]
    expect(event.usage).toEqual({ type: 'duration', seconds: Math.ceil((end - start) / 1000) })
    client.send({ type: 'conversation.item.retrieve', item_id: event.item_id })
    expect((await client.next('conversation.item.retrieved')).item).toMatchObject({
      content: [{ type: 'input_audio', transcript: words }],
    })
  })

  it('grows during speech, before the commit, with gpt-live-transcribe', async () => {
    await say('gpt-live-transcribe')
    const event = await client.next(completed)
    const deltas = client.all(delta)
    expect(client.types().indexOf(delta)).toBeLessThan(client.types().indexOf('input_audio_buffer.committed'))
    expect(client.types().indexOf(delta)).toBeGreaterThan(client.types().indexOf('input_audio_buffer.speech_started'))
    expect(deltas.length).toBeGreaterThan(2)
    expect(new Set(deltas.map(({ item_id: id }) => id))).toEqual(new Set([event.item_id]))
    expect(
      deltas
        .map((one) => one.delta)
        .join('')
        .trim(),
    ).toBe(words)
    expect(event.transcript).toBe(words)
  })

  it('streams after the commit and counts tokens with the older models', async () => {
    await say('gpt-4o-transcribe')
    const event = await client.next(completed)
    expect(client.types().indexOf(delta)).toBeGreaterThan(client.types().indexOf('input_audio_buffer.committed'))
    expect(event.usage).toMatchObject({ type: 'tokens' })
  })

  it('does not come when transcription is off; the model hears all the same', async () => {
    await say(null)
    await client.configure()
    expect(client.types().filter((type) => type.includes('transcription'))).toEqual([])
    expect(heard.at(-1)).toMatchObject({ role: 'user', text: words })
  })

  it('is empty when nothing was understood: the script is used up, or it was only a cough', async () => {
    await say('gpt-transcribe', [])
    expect((await client.next(completed)).transcript).toBe('')
    expect(heard.at(-1)).toMatchObject({ role: 'user', text: '' })
    sandbox.control.ears([words])
    await client.configure({ audio: { input: { turn_detection: null } } })
    client.appendFrames(silence)
    client.send({ type: 'input_audio_buffer.commit' })
    expect((await client.next(completed, 2)).transcript).toBe('')
    client.appendFrames(speech)
    client.send({ type: 'input_audio_buffer.commit' })
    expect((await client.next(completed, 3)).transcript).toBe(words)
  })
})

describe('when asked to go wrong, a transcript', () => {
  it('comes before the commit', async () => {
    sandbox.control.setFaults({ transcription: 'before' })
    await say('gpt-transcribe')
    expect(client.types().indexOf(completed)).toBe(client.types().indexOf('input_audio_buffer.committed') - 1)
  })

  it('never comes', async () => {
    sandbox.control.setFaults({ transcription: 'never' })
    await say('gpt-live-transcribe')
    await client.configure()
    expect(client.all(completed)).toEqual([])
  })

  it('stalls in the middle', async () => {
    sandbox.control.setFaults({ transcription: 'stalled' })
    await say('gpt-live-transcribe')
    await client.configure()
    expect(client.all(delta).length).toBe(2)
    expect(client.all(completed)).toEqual([])
  })

  it('fails', async () => {
    sandbox.control.setFaults({ transcription: 'failed' })
    await say('gpt-transcribe')
    const failed = await client.next('conversation.item.input_audio_transcription.failed')
    expect(failed.error.code).toBe('audio_unintelligible')
    expect(client.all(completed)).toEqual([])
  })

  it('begins during speech with any model', async () => {
    sandbox.control.setFaults({ earlyTranscriptDeltas: true })
    await say('gpt-transcribe')
    expect(client.types().indexOf(delta)).toBeLessThan(client.types().indexOf('input_audio_buffer.committed'))
  })
})

it('waits longer for an unfinished sentence with semantic_vad', async () => {
  sandbox.control.ears(['I would like to book', 'I would like to come on Monday and'])
  await client.configure({ audio: { input: { turn_detection: { type: 'semantic_vad', eagerness: 'high' } } } })
  for (let turn = 0; turn < 2; turn++) {
    client.appendFrames(silence)
    client.appendFrames(speech)
    client.appendFrames(new Int16Array(3 * 24_000))
  }
  const first = (await client.next('input_audio_buffer.speech_stopped', 1)).audio_end_ms
  const second = (await client.next('input_audio_buffer.speech_stopped', 2)).audio_end_ms
  const turnMs = 1000 + speech.length / 24 + 3000
  expect(second - turnMs - first).toBeGreaterThan(1600)
})
