import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildWhatIsStale } from './build.ts'
import { generateClient } from './db/generate.ts'
import { say, step } from './say.ts'
import { inWords } from './service.ts'
import { startProblem } from './start-problem.ts'

const help = `Starts Ava: database, sandbox, server, widget and portal, on one port.

  npm start                      everything, on http://localhost:3000
  npm start -- --data <folder>   with its files elsewhere than in .data/

Settings come from the environment or a file .env (see .env.example): PORT (3000),
SANDBOX_PORT (3001), DATABASE_URL, OPENAI_API_KEY and so on. A provider without a key
is served by the sandbox. Ctrl-C finishes what is under way, then ends everything.`

const root = fileURLToPath(new URL('..', import.meta.url))

let dataDir = join(root, '.data')

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, data: { type: 'string' } } })
  if (values.data !== undefined) dataDir = values.data
  if (values.help) return say(help)
  const envFile = join(root, '.env')
  if (existsSync(envFile)) process.loadEnvFile(envFile)
  const port = portFrom('PORT', 3000)
  const sandboxPort = portFrom('SANDBOX_PORT', 3001)

  say('Starting Ava …')
  const stopped = whenAskedToStop()
  let isStarted = false
  // Before it runs there is nothing to finish: what has been started ends with us.
  void stopped.then(() => {
    if (!isStarted) process.exit(130)
  })
  await step('generating the database client', generateClient)
  await step('building the widget and the portal', buildWhatIsStale)
  // What follows imports the generated client.
  const { sandboxedProviders, startStack } = await import('./stack.ts')
  const stack = await startStack({
    dataDir,
    port,
    sandboxPort,
    onServerLine: showTrouble,
  })
  isStarted = true
  say(banner({ url: stack.url, sandboxUrl: stack.sandboxUrl, sandboxed: sandboxedProviders(process.env) }))

  const how = await Promise.race([stopped, stack.broken])
  if (how !== 'asked') say(`\n${how} Its log is in .data/log/. Ending the rest …`)
  else say('\nFinishing what is under way …')
  await stack.stop()
  say('Stopped.')
  process.exit(how === 'asked' ? 0 : 1)
}

function portFrom(name: string, otherwise: number): number {
  const value = process.env[name]
  if (value === undefined || value === '') return otherwise
  const port = Number(value)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new Error(`${name} is ${value}: it must be a port number from 1 to 65535.`)
}

/** Resolves on Ctrl-C, on SIGTERM, and when whoever started us is gone (an npm that was killed does not pass signals on). */
function whenAskedToStop(): Promise<'asked'> {
  const parent = process.ppid
  return new Promise((resolve) => {
    const orphaned = setInterval(() => {
      if (process.ppid !== parent) stop()
    }, 500)
    orphaned.unref()
    const stop = () => {
      clearInterval(orphaned)
      resolve('asked')
    }
    // `on`, not `once`: a second Ctrl-C must not end us before the database has been closed.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  })
}

/** Warnings and errors of the server's log, in words; everything is in .data/log/server.log. */
function showTrouble(line: string): void {
  if (/"level":(?:4|5|6)0\b/.test(line)) say(`  server: ${inWords([line])}`)
}

function banner(what: { url: string; sandboxUrl: string | null; sandboxed: string[] }): string {
  const lines = [
    '',
    `  Ava is ready.`,
    '',
    `  Talk to Ava      ${what.url}/demo/glow   (Glow Med Spa, New York)`,
    `                   ${what.url}/demo/lumen  (Lumen Aesthetics, Los Angeles)`,
    `  Portal           ${what.url}/`,
    `                   sign in as owner@glow.example, password demo-front-desk`,
  ]
  if (what.sandboxUrl) {
    lines.push(
      '',
      `  Sandboxed        ${what.sandboxed.join(', ')}: no key is set, so stand-ins on this machine answer.`,
      `                   Nobody outside is called, texted or emailed. What they do: ${what.sandboxUrl}/`,
    )
  }
  lines.push('', '  Ctrl-C stops everything.', '')
  return lines.join('\n')
}

try {
  await main()
} catch (error) {
  say(`\nAva did not start.\n${startProblem(error, { dataDir })}`)
  process.exit(1)
}
