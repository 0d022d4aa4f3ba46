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
  /** Tests that failed first and passed when they were run again, by name. They count as passed, and are said. */
  unsteady: string[]
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
  for (const name of tally.unsteady) say(`  ! passed on the second try only: ${name}`)
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
  if (step.counts === 'one') return tallyOf({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 })
  // No report is counted as a failure below.
  const text = await readFile(report, 'utf8').catch(() => null)
  // A runner that fell over before it could report has failed, whatever it had counted.
  if (text === null) return tallyOf({ failed: 1 })
  const read = JSON.parse(text) as unknown
  const tally = step.counts === 'vitest' ? fromVitest(read as VitestReport) : fromPlaywright(read as PlaywrightReport)
  // Failures outside any test (a file that does not load, an unhandled rejection) show only in the exit code.
  if (code !== 0 && tally.failed === 0) tally.failed = 1
  if (tally.passed + tally.failed === 0) tally.failed = 1
  return tally
}

function tallyOf(some: Partial<Tally>): Tally {
  return { passed: 0, failed: 0, skipped: 0, unsteady: [], ...some }
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[]
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[]
  specs?: { title: string; tests: { status: string }[] }[]
}

interface PlaywrightReport extends PlaywrightSuite {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

function fromVitest(report: VitestReport): Tally {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  // What failed first keeps its message.
  const unsteady = tests.filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
    unsteady: unsteady.map(({ fullName }) => fullName),
  }
}

function fromPlaywright(report: PlaywrightReport): Tally {
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected + flaky, failed: unexpected, skipped, unsteady: unsteadyIn(report) }
}

function unsteadyIn({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const here = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => title)
  return [...here, ...suites.flatMap(unsteadyIn)]
}
