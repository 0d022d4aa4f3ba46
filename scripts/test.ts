import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { buildWhatIsStale } from './build.ts'
import { findChromium } from './chromium.ts'
import { generateClient } from './db/generate.ts'
import { say, step } from './say.ts'
import { runStep, type Tally, type TestStep } from './test-steps.ts'

const help = `Runs every check of the project: format, lint, types, unit and integration tests, byte budgets, browser tests.

  npm test                       everything
  npm test -- --only lint,tests  only these steps
  npm test -- --verbose          with the output of each step as it comes

Steps: format, lint, layers, types, budgets, tests, e2e. The last line is "N passed, N failed".`

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string, folder = '.') => join(root, folder, 'node_modules/.bin', name)
const node = process.execPath

const steps: (TestStep & { group: string })[] = [
  check('format', 'format', bin('prettier'), ['--check', '--log-level', 'warn', '.']),
  // One after the other: the types of all at once want more memory than a small machine gives.
  ...[['server'], ['sandbox', 'widget', 'protocol'], ['prisma', 'scripts', 'e2e', 'bench'], ['portal']].map((folders) =>
    check('lint', `lint of ${folders.join(', ')}`, bin('eslint'), ['--max-warnings', '0', ...folders]),
  ),
  check('layers', 'import layers and cycles', bin('depcruise'), [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
    ...['protocol', 'server/src', 'widget/src', 'portal/src', 'sandbox/src'],
  ]),
  ...['protocol', 'server', 'sandbox', 'widget', 'prisma', 'scripts', 'e2e', 'bench'].map((folder) =>
    check('types', `types of ${folder}`, bin('tsc'), ['-p', folder]),
  ),
  check('types', 'types of portal', bin('svelte-check', 'portal'), ['--threshold', 'warning'], 'portal'),
  check('budgets', 'byte budgets of the widget', node, ['budget.ts'], 'widget'),
  ...['protocol', 'sandbox', 'widget', 'portal', 'server'].map((folder) => ({
    group: 'tests',
    name: `tests of ${folder}`,
    command: bin('vitest', folder),
    args: ['run'],
    cwd: join(root, folder),
    counts: 'vitest' as const,
  })),
  {
    group: 'e2e',
    name: 'the widget on a foreign page',
    command: bin('vitest'),
    args: ['run', '--config', 'vitest.browser.config.ts'],
    cwd: join(root, 'widget'),
    counts: 'vitest',
  },
  {
    group: 'e2e',
    name: 'pages of the portal',
    command: bin('playwright', 'portal'),
    args: ['test'],
    cwd: join(root, 'portal'),
    counts: 'playwright',
  },
  {
    group: 'e2e',
    name: 'Ava as a whole, in a browser',
    command: bin('playwright', 'e2e'),
    args: ['test'],
    cwd: join(root, 'e2e'),
    counts: 'playwright',
  },
]

function check(group: string, name: string, command: string, args: string[], cwd = '.'): TestStep & { group: string } {
  return { group, name, command, args, cwd: join(root, cwd), counts: 'one' }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { help: { type: 'boolean' }, verbose: { type: 'boolean' }, only: { type: 'string' } },
  })
  if (values.help) {
    say(help)
    return 0
  }
  const only = values.only?.split(',')
  const chosen = steps.filter((candidate) => !only || only.includes(candidate.group))
  if (chosen.length === 0) throw new Error(`No step is called ${values.only}. See npm test -- --help`)

  await step('generating the database client', generateClient)
  await step('building the widget and the portal', buildWhatIsStale)
  if (chosen.some((candidate) => candidate.group === 'e2e')) {
    const playwright = createRequire(join(root, 'e2e/package.json'))('@playwright/test') as {
      chromium: { executablePath(): string }
    }
    process.env['CHROMIUM_PATH'] = await findChromium({
      playwrightChromium: playwright.chromium.executablePath(),
      root,
    })
  }
  const total: Tally = { passed: 0, failed: 0, skipped: 0, unsteady: [] }
  const runInOrder = async (some: TestStep[]) => {
    for (const each of some) {
      const tally = await runStep(each, { verbose: values.verbose ?? false })
      total.passed += tally.passed
      total.failed += tally.failed
      total.skipped += tally.skipped
      total.unsteady.push(...tally.unsteady)
    }
  }
  // The server's tests wait more than they compute: the other checks use the time. What listens
  // and speaks in a browser comes after both, alone, because sound has to come in time.
  const isServer = (candidate: TestStep) => candidate.name === 'tests of server'
  const isLive = (candidate: (typeof steps)[number]) =>
    candidate.group === 'e2e' && candidate.name !== 'pages of the portal'
  const others = chosen.filter((candidate) => !isServer(candidate) && !isLive(candidate))
  await Promise.all([runInOrder(chosen.filter(isServer)), runInOrder(others)])
  await runInOrder(chosen.filter(isLive))
  say('')
  if (total.unsteady.length > 0) {
    // Nothing to be proud of: the machine was busy, or something races.
    say(`Passed on the second try only (${total.unsteady.length}): ${total.unsteady.join(' · ')}`)
  }
  say(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
  return total.failed === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  say('')
  say('0 passed, 1 failed')
  process.exitCode = 1
}
