/** A generator of chances that always deals the same hand for the same seed. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** Whole number from `from` to `to`, both included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** One of the items, the likelier the greater its weight. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T
  /** A uuid v7 with `at` in it, so that ids sort by when their rows came to be. */
  uuid(at: Date): string
}

/** sfc32, seeded from a string. */
export function seededRandom(seed: string): Random {
  let [a, b, c, d] = hashes(seed)
  const uint32 = () => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < 20; round++) uint32()
  const next = () => uint32() / 2 ** 32
  const hex = (length: number) => (uint32() >>> 0).toString(16).padStart(8, '0').slice(0, length)
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => itemAt(items, Math.floor(next() * items.length)),
    weighted: (items, weightOf) => {
      let left = next() * items.reduce((sum, item) => sum + weightOf(item), 0)
      return items.find((item) => (left -= weightOf(item)) < 0) ?? itemAt(items, items.length - 1)
    },
    uuid: (at) => {
      const time = at.getTime().toString(16).padStart(12, '0')
      const variant = '89ab'[uint32() & 3]
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(8)}${hex(4)}`
    },
  }
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new Error('Nothing to choose from')
  return item
}

/** Four 32-bit numbers from a text (FNV-1a with four offsets). */
function hashes(text: string): [number, number, number, number] {
  const hash = (offset: number) => {
    let value = 2166136261 ^ offset
    for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 16777619)
    return value | 0
  }
  return [hash(1), hash(2), hash(3), hash(4)]
}
