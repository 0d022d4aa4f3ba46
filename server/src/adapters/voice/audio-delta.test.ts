import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { AudioDeltaReader, looksLikeAudioDelta } from './audio-delta.ts'
import { readAudioDelta } from './openai-realtime-events.ts'

const usual = {
  type: 'response.output_audio.delta',
  event_id: 'event_1',
  response_id: 'resp_1',
  item_id: 'item_1',
  output_index: 0,
  content_index: 0,
  delta: 'AAAA',
}

/** A reader, and what it had to parse. */
function watchedReader() {
  const parse = vi.fn(readAudioDelta)
  const reader = new AudioDeltaReader(parse)
  return { parse, read: (text: string) => reader.read(Buffer.from(text)) }
}

describe('deltas of Ava’s voice', () => {
  it('are parsed once for each utterance, whatever their event ids', () => {
    const { parse, read } = watchedReader()
    for (const item_id of ['item_1', 'item_2'])
      for (const count of [1, 22, 333]) {
        const event = { ...usual, item_id, event_id: `event_${count}`, delta: 'AAEC'.repeat(count) }
        expect(read(JSON.stringify(event))).toEqual({ responseId: 'resp_1', itemId: item_id, base64: event.delta })
      }
    expect(parse).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['an escaped slash in the base64', '"delta":"AAAA"', String.raw`"delta":"\/\/8A"`],
    ['an escaped letter in an id', '"item_id":"item_1"', String.raw`"item_id":"item_\u0031"`],
    ['an escaped letter in the event id', '"event_id":"event_1"', String.raw`"event_id":"event_\u0031"`],
    ['a quote in the event id', '"event_id":"event_1"', String.raw`"event_id":"\",\"response_id\":\"x"`],
    ['another order', '"content_index":0,"delta":"AAAA"', '"delta":"AAAA","content_index":0'],
    ['a field after the audio', '"AAAA"}', '"AAAA","item_id":"item_9"}'],
    ['a second delta', '"AAAA"}', '"AAAA","delta":"BBBB"}'],
    ['spaces', ',"event_id":', ', "event_id": '],
    ['no event id', '"event_id":"event_1",', ''],
    ['no audio', '"AAAA"', '""'],
    ['no item', '"item_id":"item_1",', ''],
    ['an empty item id', '"item_1"', '""'],
    ['audio that is no string', '"delta":"AAAA"', '"delta":7'],
    ['an end that is missing', '"AAAA"}', '"AAAA'],
    ['more after the end', '"AAAA"}', '"AAAA"}}'],
  ])('with %s say what parsing says', (_, from, to) => {
    const { read } = watchedReader()
    const plain = JSON.stringify(usual)
    const odd = plain.replace(from, to)
    expect(odd).not.toBe(plain)
    for (const text of [odd, plain, odd, plain, plain]) expect(read(text)).toEqual(readAudioDelta(text))
  })

  it('say what parsing says, in any order and however damaged', () => {
    const id = fc.constantFrom('a', 'b_2', '', 'c"', 'd\\', '","delta":"', '{}')
    const base64 = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      fc.stringMatching(/^[ -~]{0,20}$/),
    )
    const event = fc.record({ event_id: id, response_id: id, item_id: id, delta: base64 })
    const damage = fc.option(fc.record({ at: fc.nat(), cut: fc.nat(4), put: fc.stringMatching(/^["\\{},: -~]{0,3}$/) }))
    const keys = fc.option(fc.shuffledSubarray(Object.keys(usual).slice(1)))
    const message = fc.record({ event, keys, damage }).map(({ event, keys, damage }) => {
      const all: Record<string, unknown> = { ...usual, ...event }
      const text = JSON.stringify(keys ? Object.fromEntries(['type', ...keys].map((key) => [key, all[key]])) : all)
      if (!damage) return text
      const at = damage.at % text.length
      return text.slice(0, at) + damage.put + text.slice(at + damage.cut)
    })
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), (messages) => {
        const { read } = watchedReader()
        for (const text of messages) {
          if (looksLikeAudioDelta(Buffer.from(text))) expect(read(text)).toEqual(readAudioDelta(text))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('are known by the provider’s own order of keys alone', () => {
    expect(looksLikeAudioDelta(Buffer.from(JSON.stringify(usual)))).toBe(true)
    expect(looksLikeAudioDelta(Buffer.from('{"event_id":"e","type":"response.output_audio.delta"}'))).toBe(false)
    expect(looksLikeAudioDelta(Buffer.from('{"type":"response.output_audio'))).toBe(false)
  })
})
