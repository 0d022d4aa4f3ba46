/** What each stage may weigh over the wire, and what it weighs. Exits with 1 when one is over. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Stage } from './build.ts'

const dist = path.join(import.meta.dirname, 'dist')

/** Bytes in brotli. The speech model has none: it loads when a call already runs, and is shown for the record. */
const BUDGETS: Record<Stage, number> = {
  loader: 3_000,
  panel: 25_000,
  voice: 12_000,
  words: 3_000,
  vad: Infinity,
  pinned: Infinity,
}

export interface StageWeight {
  stage: Stage
  files: string[]
  raw: number
  gzip: number
  brotli: number
  budget: number | null
}

/** Weighs the files of the last build as they are served. */
export async function weighStages(): Promise<StageWeight[]> {
  const manifest = JSON.parse(await readFile(path.join(dist, 'manifest.json'), 'utf8')) as {
    files: { name: string; stage: Stage }[]
  }
  const size = async (name: string) => (await readFile(path.join(dist, name))).length
  const stages = Object.keys(BUDGETS) as Stage[]
  return Promise.all(
    stages.map(async (stage) => {
      const files = manifest.files.filter((file) => file.stage === stage).map(({ name }) => name)
      const total = async (suffix: string) =>
        (await Promise.all(files.map((name) => size(name + suffix)))).reduce((sum, bytes) => sum + bytes, 0)
      const budget = Number.isFinite(BUDGETS[stage]) ? BUDGETS[stage] : null
      return { stage, files, raw: await total(''), gzip: await total('.gz'), brotli: await total('.br'), budget }
    }),
  )
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } })
  if (values.help)
    console.log(
      'node widget/budget.ts\n\nPrints the weight of each stage of widget/dist/ (build it first); exits with 1 when one is over its budget.',
    )
  else await check()
}

async function check(): Promise<void> {
  const weights = await weighStages()
  console.table(
    Object.fromEntries(
      weights.map(({ stage, raw, gzip, brotli, budget }) => [stage, { raw, gzip, brotli, budget: budget ?? '–' }]),
    ),
  )
  const over = weights.filter(({ brotli, budget }) => budget !== null && brotli > budget)
  for (const { stage, brotli, budget } of over)
    console.error(`widget: ${stage} weighs ${brotli} bytes in brotli, ${brotli - budget!} over its budget.`)
  if (over.length > 0) process.exitCode = 1
}
