/**
 * The binary frames of `/live`, both ways: a 12-byte header, little endian,
 * then mono PCM16 LE at 24 kHz.
 *
 * | byte | field  | meaning                                                          |
 * |------|--------|------------------------------------------------------------------|
 * | 0    | kind   | 1 microphone (client → server) · 2 Ava (server → client)          |
 * | 1    | flags  | bit 0: last frame of this item                                    |
 * | 2–3  | epoch  | u16; raised by every flush. Frames of an older epoch are dropped  |
 * | 4–7  | item   | u32; which utterance of Ava's (counts from 1 in a call); mic: sequence number |
 * | 8–11 | offset | u32; samples (24 kHz) before this frame, in the item or since the microphone opened |
 */
export const FRAME_HEADER_BYTES = 12
export const SAMPLE_RATE = 24_000
/** The largest frame either side accepts, header included (about 1.3 s of audio). */
export const MAX_FRAME_BYTES = 64 * 1024

export const FrameKind = { microphone: 1, ava: 2 } as const
export const FrameFlag = { lastOfItem: 1 } as const

export interface AudioFrameHeader {
  kind: number
  flags: number
  epoch: number
  item: number
  offset: number
}

/** Writes a header into the first 12 bytes of `frame`; the PCM16 samples follow it. */
export function writeFrameHeader(frame: Uint8Array, header: AudioFrameHeader): void {
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES)
  view.setUint8(0, header.kind)
  view.setUint8(1, header.flags)
  view.setUint16(2, header.epoch & 0xffff, true)
  view.setUint32(4, header.item >>> 0, true)
  view.setUint32(8, header.offset >>> 0, true)
}

/** Reads a header, or null when the frame is too short, too long, odd, or of no known kind. */
export function readFrameHeader(frame: Uint8Array): AudioFrameHeader | null {
  const isWellFormed =
    frame.byteLength >= FRAME_HEADER_BYTES &&
    frame.byteLength <= MAX_FRAME_BYTES &&
    (frame.byteLength - FRAME_HEADER_BYTES) % 2 === 0
  if (!isWellFormed) return null
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES)
  const kind = view.getUint8(0)
  if (kind !== FrameKind.microphone && kind !== FrameKind.ava) return null
  return {
    kind,
    flags: view.getUint8(1),
    epoch: view.getUint16(2, true),
    item: view.getUint32(4, true),
    offset: view.getUint32(8, true),
  }
}
