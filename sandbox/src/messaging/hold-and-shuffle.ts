/** Things to do that wait for their order to be lost. */
export type Held = (() => Promise<void>)[]

/** Keeps `act` with others of the same kind, and does them in another order when the first has waited `ms`. */
export function holdAndShuffle<Kind>(held: Map<Kind, Held>, kind: Kind, ms: number, act: () => Promise<void>): void {
  const waiting = held.get(kind)
  if (waiting) return void waiting.push(act)
  const first: Held = [act]
  held.set(kind, first)
  setTimeout(() => {
    held.delete(kind)
    void oneByOne(shuffled(first))
  }, ms).unref()
}

async function oneByOne(acts: Held): Promise<void> {
  for (const act of acts) await act()
}

/** In any order but the one that they came in. */
export function shuffled<T>(list: readonly T[]): T[] {
  const result = [...list]
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1))
    ;[result[last], result[other]] = [result[other]!, result[last]!]
  }
  const isAsBefore = result.every((one, index) => one === list[index])
  return isAsBefore ? [...result.slice(1), ...result.slice(0, 1)] : result
}
