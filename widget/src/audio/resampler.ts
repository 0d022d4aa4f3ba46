/**
 * Changes the sample rate of a stream: a windowed-sinc filter in polyphase form, at
 * exactly the ratio of the two rates (48,000 → 24,000 is 1:2, 44,100 → 24,000 is 80:147).
 * Runs inside the worklets: the only thing made per block is its output.
 *
 * Passes up to 0.86 of the lower rate's band flat; what would fold back is 80 dB down.
 * Delay: `ZERO_CROSSINGS` samples of the lower rate (1 ms at 24 kHz).
 */
const ZERO_CROSSINGS = 24
const KAISER_BETA = 8
/** Of the lower rate's half: leaves room for the filter's slope below the fold. */
const CUTOFF = 0.9

export class Resampler {
  #isCopy: boolean
  #up: number
  #down: number
  #taps: number
  /** `#up` filters of `#taps` coefficients, one after the other. */
  #filters: Float32Array
  /** The last `#taps - 1` input samples, then the block being worked on. */
  #window: Float32Array
  /** Where the next output falls, in input samples × `#up` from the start of `#window`. */
  #position = 0

  constructor(inputRate: number, outputRate: number) {
    const divisor = greatestCommonDivisor(inputRate, outputRate)
    this.#isCopy = inputRate === outputRate
    this.#up = outputRate / divisor
    this.#down = inputRate / divisor
    this.#taps = 2 * Math.ceil(ZERO_CROSSINGS * Math.max(1, inputRate / outputRate))
    this.#filters = this.#isCopy
      ? new Float32Array()
      : designFilters(this.#up, this.#taps, Math.min(1, outputRate / inputRate))
    this.#window = new Float32Array(this.#taps - 1)
  }

  /** All output that `input` completes. Blocks of any length give the same stream. */
  process(input: Float32Array): Float32Array {
    if (this.#isCopy) return input
    const history = this.#taps - 1
    if (this.#window.length < history + input.length) {
      const longer = new Float32Array(history + input.length)
      longer.set(this.#window.subarray(0, history))
      this.#window = longer
    }
    const window = this.#window
    window.set(input, history)

    const end = input.length * this.#up
    const output = new Float32Array(Math.max(0, Math.ceil((end - this.#position) / this.#down)))
    for (let index = 0; index < output.length; index++) {
      const start = Math.floor(this.#position / this.#up)
      const filter = (this.#position % this.#up) * this.#taps
      let sum = 0
      for (let tap = 0; tap < this.#taps; tap++) sum += this.#filters[filter + tap]! * window[start + tap]!
      output[index] = sum
      this.#position += this.#down
    }
    this.#position -= end
    window.copyWithin(0, input.length, input.length + history)
    return output
  }
}

/** Filter `phase` interpolates at `phase / up` of the way between two input samples. */
function designFilters(up: number, taps: number, band: number): Float32Array {
  const filters = new Float32Array(up * taps)
  const half = taps / 2
  for (let phase = 0; phase < up; phase++) {
    let sum = 0
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - (half - 1) - phase / up
      const value = sinc(distance * band * CUTOFF) * kaiser(distance / half)
      filters[phase * taps + tap] = value
      sum += value
    }
    // Each phase passes a constant unchanged: no ripple at the output rate.
    for (let tap = 0; tap < taps; tap++) filters[phase * taps + tap]! /= sum
  }
  return filters
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

/** Kaiser window at `x` from -1 to 1. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA)
}

function besselI0(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > 1e-10 * sum; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
