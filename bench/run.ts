import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { step } from '../scripts/say.ts'

const help = `Measures Ava, prints tables and writes JSON under bench/results/.

  npm run bench                 every benchmark
  npm run bench -- widget       bytes per stage; script time, blocking time and idle CPU at 4× throttle
  npm run bench -- booking      200 at one slot, bookings each second, free times among 1,000,000 occupations
  npm run bench -- messaging    texts and mails that come in at 100 each second; list and search among 1,000,000 messages
  npm run bench -- portal       server time, JavaScript and first paint of every page, among 1,000 spas
  npm run bench -- bridge       added latency, CPU and memory per call at 50, 100 and 200 calls

Machines are shared and noisy: figures are medians of one run, beside a baseline of the same run.`

/** One benchmark: prints its tables, and answers what is written to its JSON file. */
export interface Benchmark {
  run(args: string[]): Promise<unknown>
}

const benchmarks: Record<string, () => Promise<Benchmark>> = {
  widget: () => import('./widget.ts'),
  bridge: () => import('./bridge.ts'),
  booking: () => import('./booking.ts'),
  messaging: () => import('./messaging.ts'),
  portal: () => import('./portal.ts'),
}

const [name, ...args] = process.argv.slice(2)
if (name === '--help' || name === '-h') {
  console.log(help)
} else {
  const chosen = name === undefined ? Object.keys(benchmarks) : [name]
  for (const each of chosen) {
    const load = benchmarks[each]
    if (!load) {
      console.error(`There is no benchmark "${each}".\n\n${help}`)
      process.exit(2)
    }
    const result = await step(`bench ${each}`, async () => (await load()).run(args))
    const folder = fileURLToPath(new URL('results/', import.meta.url))
    await mkdir(folder, { recursive: true })
    const machine = {
      cores: cpus().length,
      cpu: cpus()[0]?.model,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    }
    const file = `${folder}${each}.json`
    await writeFile(file, `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, result }, null, 2)}\n`)
    console.log(`written to bench/results/${each}.json`)
  }
}
