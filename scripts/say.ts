/** A sentence for the person at the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/**
 * Runs a step, and says what it is doing when it takes longer than two seconds, and
 * how long it took when it did.
 */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const timer = setTimeout(() => say(`  ${name} …`), 2_000)
  try {
    const result = await work()
    const seconds = (performance.now() - startedAt) / 1000
    if (seconds > 2) say(`  ${name}: ${seconds.toFixed(1)} s`)
    return result
  } finally {
    clearTimeout(timer)
  }
}
