/** Taps on each side of the centre, counted in input samples: enough for a stop band below −70 dB. */
const halfWidth = 16

/**
 * Changes the sample rate of 16-bit mono audio with a windowed-sinc polyphase filter
 * (16 → 24 kHz is 3/2, 24 → 8 kHz is 1/3). The output is as long as the input in time.
 */
export function resample(input: Int16Array, { from, to }: { from: number; to: number }): Int16Array {
  if (from === to || input.length === 0) return input
  const divisor = greatestCommonDivisor(from, to)
  const up = to / divisor
  const down = from / divisor
  const phases = polyphase(up, down)
  const reach = phases.reach
  const output = new Int16Array(Math.floor((input.length * up) / down))
  for (let n = 0; n < output.length; n++) {
    const position = n * down
    const centre = Math.floor(position / up)
    const taps = phases.taps[position % up]!
    let sum = 0
    for (let k = -reach + 1; k <= reach; k++) {
      const sample = input[centre + k]
      if (sample !== undefined) sum += sample * taps[k + reach - 1]!
    }
    output[n] = Math.max(-32768, Math.min(32767, Math.round(sum)))
  }
  return output
}

interface Phases {
  reach: number
  taps: Float64Array[]
}

const designed = new Map<string, Phases>()

/** One set of taps for every fractional position that occurs, each summing to 1 so that silence and DC stay exact. */
function polyphase(up: number, down: number): Phases {
  const key = `${up}/${down}`
  const known = designed.get(key)
  if (known) return known
  // When the rate falls, the filter must cut at the new, lower half rate.
  const cutoff = Math.min(1, up / down) * 0.94
  const reach = Math.ceil(halfWidth / Math.min(1, up / down))
  const taps = Array.from({ length: up }, (_, phase) => {
    const weights = new Float64Array(2 * reach)
    let total = 0
    for (let k = -reach + 1; k <= reach; k++) {
      const distance = k - phase / up
      const weight = cutoff * sinc(cutoff * distance) * blackman(distance / reach)
      weights[k + reach - 1] = weight
      total += weight
    }
    return weights.map((weight) => weight / total)
  })
  const phases = { reach, taps }
  designed.set(key, phases)
  return phases
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function blackman(x: number): number {
  if (Math.abs(x) >= 1) return 0
  return 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x)
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
