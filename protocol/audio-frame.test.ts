import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FRAME_HEADER_BYTES, FrameKind, MAX_FRAME_BYTES, readFrameHeader, writeFrameHeader } from './audio-frame.ts'

describe('the header of an audio frame', () => {
  it('reads back what was written, wherever the frame lies in its buffer', () => {
    const header = fc.record({
      kind: fc.constantFrom(FrameKind.microphone, FrameKind.ava),
      flags: fc.nat(255),
      epoch: fc.nat(0xffff),
      item: fc.nat(0xffffffff),
      offset: fc.nat(0xffffffff),
    })
    fc.assert(
      fc.property(header, fc.nat(7), fc.nat(480), (written, start, samples) => {
        const frame = new Uint8Array(start + FRAME_HEADER_BYTES + samples * 2).subarray(start)
        writeFrameHeader(frame, written)
        expect(readFrameHeader(frame)).toEqual(written)
      }),
    )
  })

  it('refuses what no client of ours sends', () => {
    const frame = (bytes: number, kind: number) => {
      const made = new Uint8Array(bytes)
      if (bytes > 0) made[0] = kind
      return made
    }
    expect(readFrameHeader(frame(0, 1))).toBeNull()
    expect(readFrameHeader(frame(FRAME_HEADER_BYTES - 1, 1))).toBeNull()
    expect(readFrameHeader(frame(FRAME_HEADER_BYTES + 3, 1))).toBeNull()
    expect(readFrameHeader(frame(MAX_FRAME_BYTES + 2, 1))).toBeNull()
    expect(readFrameHeader(frame(FRAME_HEADER_BYTES + 960, 9))).toBeNull()
  })

  it('never throws on garbage', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void readFrameHeader(bytes)))
  })
})
