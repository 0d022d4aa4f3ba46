import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MindItem } from './mind-request.ts'
import { SimulatedSpa, SPA_TOOLS } from './simulation/simulated-spa.ts'
import { ask, message, talk } from './simulation/talk.ts'

describe('whatever comes', () => {
  const anyText = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '🙂🙂🙂',
      'مرحبا كيف حالك',
      'שלום',
      '١٢٣٤٥٦٧٨٩٠',
      '0'.repeat(4096),
      'a '.repeat(2048),
      '-'.repeat(4000),
      '5551234 '.repeat(400),
      '',
      ' ',
      '\n',
      '"',
      '__proto__',
      'constructor',
      '$&',
      '\\',
      'book',
      'yes',
      'no',
      '3',
      'at',
      'the',
    ),
    fc
      .array(
        fc.constantFrom(
          'book',
          'botox',
          'tuesday',
          'at',
          '3',
          'no',
          'yes',
          'cancel',
          'move',
          'it',
          'my',
          'name',
          'is',
          'five',
          'dot',
          'com',
          'human',
          '?',
          ',',
          'the',
          'second',
        ),
        { maxLength: 12 },
      )
      .map((words) => words.join(' ')),
  )
  const anyJson = fc.oneof(
    anyText,
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc
      .record({
        ok: fc.boolean(),
        reason: fc.oneof(
          anyText,
          fc.constantFrom('needs_screening', 'needs_date', 'needs_policy', 'too_early', 'needs_consultation'),
        ),
        say: anyText,
        mustSay: fc.boolean(),
        openings: fc.jsonValue(),
        services: fc.jsonValue(),
        questions: fc.oneof(
          fc.jsonValue(),
          fc.array(fc.record({ key: anyText, text: anyText, short: anyText, kind: anyText }), { maxLength: 3 }),
        ),
        consultation: fc.jsonValue(),
        service: fc.jsonValue(),
        earliest: fc.jsonValue(),
      })
      .map((value) => JSON.stringify(value)),
  )
  const anyItem: fc.Arbitrary<MindItem> = fc.oneof(
    anyText.map((text) => message('user', text)),
    anyText.map((text) => message('assistant', text)),
    anyText.map((text): MindItem => ({ type: 'message', role: 'developer', text })),
    fc.record({
      type: fc.constant('function_call' as const),
      callId: fc.constantFrom('a', 'b'),
      name: fc.constantFrom('nothing', ...SPA_TOOLS.map(({ name }) => name)),
      arguments: anyJson,
    }),
    fc.record({
      type: fc.constant('function_call_output' as const),
      callId: fc.constantFrom('a', 'b', 'c'),
      output: anyJson,
    }),
  )
  const known = new Set(SPA_TOOLS.map(({ name }) => name))

  it('she answers something, calls only what there is, and the same to the same', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 12 }), (items) => {
        const turn = ask({ items })
        expect((turn.text ?? '').trim() !== '' || turn.toolCalls.length > 0).toBe(true)
        for (const call of turn.toolCalls) expect(known.has(call.name)).toBe(true)
        expect(ask({ items })).toEqual(turn)
      }),
      { numRuns: 400 },
    )
  })

  it('any talk comes to an end in a few calls', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 8 }), (lines) => {
        for (const answer of talk(new SimulatedSpa(), ...lines)) expect(answer.trim()).not.toBe('')
      }),
      { numRuns: 150 },
    )
  })

  it('four kilobytes take no time to read', () => {
    const started = performance.now()
    for (const text of [
      'a'.repeat(4096),
      'at '.repeat(1400),
      '1'.repeat(4096),
      'one two '.repeat(512),
      'my name is '.repeat(400),
      'x@'.repeat(2000),
      '. '.repeat(2000),
    ])
      ask({ items: [message('user', text)] })
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
