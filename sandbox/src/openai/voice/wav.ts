export interface Wav {
  rate: number
  samples: Int16Array
}

/** Reads a 16-bit mono WAV file. Throws when it is anything else. */
export function readWav(file: Uint8Array): Wav {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') throw new Error('not a WAV file')
  let rate = 0
  for (let at = 12; at + 8 <= file.length;) {
    const name = tag(view, at)
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (name === 'fmt ') {
      const isMono16 =
        view.getUint16(body, true) === 1 &&
        view.getUint16(body + 2, true) === 1 &&
        view.getUint16(body + 14, true) === 16
      if (!isMono16) throw new Error('only 16-bit mono PCM is read')
      rate = view.getUint32(body + 4, true)
    }
    if (name === 'data') {
      const bytes = Math.min(size, file.length - body) & ~1
      // Copied, because a Buffer may lie anywhere in a larger one, at an odd address too.
      return { rate, samples: new Int16Array(new Uint8Array(file.subarray(body, body + bytes)).buffer) }
    }
    at = body + size + (size & 1)
  }
  throw new Error('the WAV file has no data')
}

/** A 16-bit mono WAV file of these samples. */
export function writeWav({ rate, samples }: Wav): Uint8Array {
  const file = new Uint8Array(44 + samples.byteLength)
  const view = new DataView(file.buffer)
  writeTag(view, 0, 'RIFF')
  view.setUint32(4, 36 + samples.byteLength, true)
  writeTag(view, 8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  writeTag(view, 36, 'data')
  view.setUint32(40, samples.byteLength, true)
  file.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), 44)
  return file
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}

function writeTag(view: DataView, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i))
}
