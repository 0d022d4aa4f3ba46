import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workspaceEnv } from './run.ts'
import { say } from './say.ts'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

export interface TestStep {
  name: string
  command: string
  args: string[]
  cwd: string
  /** How its result is counted: as one check, or from the JSON report of a test runner. */
  counts: 'one' | 'vitest' | 'playwright'
}

/** Runs one step; prints its output only when it failed, or as it comes with `verbose`. */
export async function runStep(step: TestStep, options: { verbose: boolean }): Promise<Tally> {
  const report = join(tmpdir(), `ava-report-${process.pid}-${step.name.replaceAll(/\W+/g, '-')}.json`)
  const startedAt = performance.now()
  const heartbeat = setInterval(() => {
    say(`  … ${step.name}, ${Math.round((performance.now() - startedAt) / 1000)} s`)
  }, 30_000)
  const { code, output } = await spawnStep(step, report, options.verbose)
  clearInterval(heartbeat)
  const tally = await countUp(step, report, code)
  await rm(report, { force: true })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const count = step.counts === 'one' ? '' : ` ${tally.passed} passed, ${tally.failed} failed`
  say(`${tally.failed === 0 ? '✓' : '✗'} ${step.name}${count} (${seconds} s)`)
  if (tally.failed > 0 && !options.verbose) say(output)
  return tally
}

function spawnStep(step: TestStep, report: string, verbose: boolean): Promise<{ code: number; output: string }> {
  const reporters = {
    one: [],
    vitest: ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    playwright: ['--reporter=line,json'],
  }[step.counts]
  return new Promise((resolve) => {
    const child = spawn(step.command, [...step.args, ...reporters], {
      cwd: step.cwd,
      env: workspaceEnv({ PLAYWRIGHT_JSON_OUTPUT_FILE: report, FORCE_COLOR: '0' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-60_000)
      if (verbose) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', (error) => resolve({ code: 1, output: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

async function countUp(step: TestStep, report: string, code: number): Promise<Tally> {
  if (step.counts === 'one') return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  // No report is counted as a failure below.
  const text = await readFile(report, 'utf8').catch(() => null)
  // A runner that fell over before it could report has failed, whatever it had counted.
  if (text === null) return { passed: 0, failed: 1, skipped: 0 }
  const read = JSON.parse(text) as unknown
  const tally = step.counts === 'vitest' ? fromVitest(read as VitestReport) : fromPlaywright(read as PlaywrightReport)
  // Failures outside any test (a file that does not load, an unhandled rejection) show only in the exit code.
  if (code !== 0 && tally.failed === 0) tally.failed = 1
  if (tally.passed + tally.failed === 0) tally.failed = 1
  return tally
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

function fromVitest(report: VitestReport): Tally {
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests }
}

function fromPlaywright(report: PlaywrightReport): Tally {
  const { expected, unexpected, flaky, skipped } = report.stats
  // A test that passed only when it was run again has failed once.
  return { passed: expected, failed: unexpected + flaky, skipped }
}
