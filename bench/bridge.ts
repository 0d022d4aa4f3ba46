/**
 * What the bridge adds: its latency up and down, its processor time and memory for
 * each call, with callers and provider both talking all the time. The load comes from a
 * process of its own; the baseline is the same traffic without the bridge between.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadFigures } from './bridge/load.ts'
import type { RelayFigures } from './bridge/relay.ts'

const COUNTS = [50, 100, 200]
const FRAMES_MS = [20, 40]
const MEASURE_MS = 5_000
const BASELINE_MS = 2_500

interface Row {
  calls: number
  frameMs: number
  upP50: number
  upP99: number
  downP50: number
  downP99: number
  directUpP50: number
  directDownP50: number
  cpuPercentPerCall: number
  kilobytesPerCall: number
  /** Frames that came through, of those that were due: below 1 the machine could not keep up, and the row is worth little. */
  carriedShare: number
}

export async function run(args: string[]): Promise<{ rows: Row[]; targets: object }> {
  const counts = args.length > 0 ? args.map(Number) : COUNTS
  const rows: Row[] = []
  for (const frameMs of FRAMES_MS) for (const calls of counts) rows.push(await measure({ calls, frameMs }))
  console.table(
    rows.map((row) => ({
      calls: row.calls,
      'frame ms': row.frameMs,
      'added up p50 / p99 ms': pair(row.upP50, row.upP99),
      'added down p50 / p99 ms': pair(row.downP50, row.downP99),
      'direct up / down p50 ms': pair(row.directUpP50, row.directDownP50),
      'frames carried': `${(row.carriedShare * 100).toFixed(1)} %`,
      'CPU of a core per call': `${row.cpuPercentPerCall.toFixed(3)} %`,
      'memory per call': `${row.kilobytesPerCall.toFixed(0)} kB`,
    })),
  )
  console.log('Targets at 100 calls: added p50 ≤ 0.5 ms, ≤ 0.35 % of a core per call.')
  return { rows, targets: { calls: 100, addedP50Ms: 0.5, cpuPercentPerCall: 0.35 } }
}

async function measure({ calls, frameMs }: { calls: number; frameMs: number }): Promise<Row> {
  const direct = await withLoad({ calls, frameMs, measureMs: BASELINE_MS }, (load) =>
    ask(load.process, { direct: true }),
  )
  return withLoad({ calls, frameMs, measureMs: MEASURE_MS }, async (load) => {
    const relay = fork(script('relay.ts'), [load.baseUrl])
    try {
      const { port } = await next<{ port: number }>(relay)
      const idle = await figuresOf(relay)
      load.process.send({ relayUrl: `ws://127.0.0.1:${port}` })
      await next(load.process)
      const before = await figuresOf(relay)
      const figures = await next<LoadFigures>(load.process)
      const after = await figuresOf(relay)
      return rowOf({ calls, frameMs, direct, figures, idle, before, after })
    } finally {
      await stop(relay)
    }
  })
}

function rowOf(measured: {
  calls: number
  frameMs: number
  direct: LoadFigures
  figures: LoadFigures
  idle: RelayFigures
  before: RelayFigures
  after: RelayFigures
}): Row {
  const { calls, frameMs, direct, figures, idle, before, after } = measured
  const cpuShare = (after.cpuMicros - before.cpuMicros) / (MEASURE_MS * 1000)
  return {
    calls,
    frameMs,
    upP50: figures.up.p50 - direct.up.p50,
    upP99: figures.up.p99 - direct.up.p99,
    downP50: figures.down.p50 - direct.down.p50,
    downP99: figures.down.p99 - direct.down.p99,
    directUpP50: direct.up.p50,
    directDownP50: direct.down.p50,
    cpuPercentPerCall: (cpuShare * 100) / calls,
    kilobytesPerCall: (after.rssBytes - idle.rssBytes) / 1024 / calls,
    carriedShare: (figures.up.count + figures.down.count) / ((2 * calls * MEASURE_MS) / frameMs),
  }
}

async function withLoad<T>(
  order: { calls: number; frameMs: number; measureMs: number },
  work: (load: { process: ChildProcess; baseUrl: string }) => Promise<T>,
): Promise<T> {
  const load = fork(script('load.ts'), [order.calls, order.frameMs, order.measureMs].map(String))
  try {
    const { baseUrl } = await next<{ baseUrl: string }>(load)
    return await work({ process: load, baseUrl })
  } finally {
    await stop(load)
  }
}

async function ask(load: ChildProcess, order: object): Promise<LoadFigures> {
  load.send(order)
  await next(load)
  return next<LoadFigures>(load)
}

function figuresOf(relay: ChildProcess): Promise<RelayFigures> {
  relay.send('figures')
  return next<RelayFigures>(relay)
}

async function next<T>(child: ChildProcess): Promise<T> {
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`A process of the benchmark ended with ${String(code)}`)
  })
  const [message] = (await Promise.race([once(child, 'message'), died])) as [T]
  // The answer is here: its end later is expected.
  died.catch(() => undefined)
  return message
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.kill()
  await exited
}

function script(name: string): string {
  return fileURLToPath(new URL(`bridge/${name}`, import.meta.url))
}

function pair(a: number, b: number): string {
  return `${a.toFixed(2)} / ${b.toFixed(2)}`
}
