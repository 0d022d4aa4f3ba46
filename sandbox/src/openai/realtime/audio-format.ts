export type AudioFormat = { type: 'audio/pcm'; rate: 24000 } | { type: 'audio/pcmu' } | { type: 'audio/pcma' }

export const pcm24k: AudioFormat = { type: 'audio/pcm', rate: 24_000 }

/** Samples per second on the wire. */
export function rateOf({ type }: AudioFormat): number {
  return type === 'audio/pcm' ? 24_000 : 8000
}

export function bytesPerMs({ type }: AudioFormat): number {
  return type === 'audio/pcm' ? 48 : 8
}

/** Wire bytes to 16-bit samples. An odd last byte of PCM is left out. */
export function decodeAudio(bytes: Uint8Array, { type }: AudioFormat): Int16Array {
  if (type === 'audio/pcm') {
    const samples = new Int16Array(bytes.length >> 1)
    for (let i = 0; i < samples.length; i++) samples[i] = bytes[2 * i]! | (bytes[2 * i + 1]! << 8)
    return samples
  }
  const decode = type === 'audio/pcmu' ? decodeMulaw : decodeAlaw
  return Int16Array.from(bytes, decode)
}

/** 16-bit samples, already at the format's rate, to wire bytes. */
export function encodeAudio(samples: Int16Array, { type }: AudioFormat): Buffer {
  if (type === 'audio/pcm') return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  return Buffer.from(Uint8Array.from(samples, type === 'audio/pcmu' ? encodeMulaw : encodeAlaw))
}

function decodeMulaw(byte: number): number {
  const value = ~byte & 0xff
  const magnitude = (((value & 0x0f) << 3) + 0x84) << ((value & 0x70) >> 4)
  return value & 0x80 ? 0x84 - magnitude : magnitude - 0x84
}

function encodeMulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), 32_635) + 0x84
  const exponent = 31 - Math.clz32(magnitude) - 7
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff
}

function decodeAlaw(byte: number): number {
  const value = byte ^ 0x55
  const exponent = (value & 0x70) >> 4
  const mantissa = (value & 0x0f) << 4
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1)
  return value & 0x80 ? magnitude : -magnitude
}

function encodeAlaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0
  const magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_767)
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7)
  const mantissa = exponent === 0 ? magnitude >> 4 : magnitude >> (exponent + 3)
  return (sign | (exponent << 4) | (mantissa & 0x0f)) ^ 0x55
}
