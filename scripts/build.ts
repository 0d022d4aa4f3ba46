import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Build {
  name: string
  /** Files and folders it is made from. */
  inputs: string[]
  /** Folder it writes, and a file in it that must be there. */
  output: string
  proof: string
  cwd: string
  command: string[]
}

const builds: Build[] = [
  {
    name: 'widget',
    inputs: ['widget', 'protocol', 'pnpm-lock.yaml'],
    output: 'widget/dist',
    proof: 'ava.js',
    cwd: 'widget',
    command: ['build.ts'],
  },
  {
    name: 'portal',
    inputs: ['portal', 'protocol', 'pnpm-lock.yaml'],
    output: 'portal/build',
    proof: 'handler.js',
    cwd: 'portal',
    command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  },
]

/** Builds the widget and the portal where their sources have changed since the last build. Answers the names of those built. */
export async function buildWhatIsStale(): Promise<string[]> {
  const built: string[] = []
  for (const build of builds) {
    const stampFile = join(root, build.output, '.built-from')
    const stamp = await hashOf(build.inputs)
    if ((await readOr(stampFile, '')) === stamp && (await readOr(join(root, build.output, build.proof), '')) !== '')
      continue
    await run(process.execPath, build.command, { cwd: join(root, build.cwd), name: `building the ${build.name}` })
    await mkdir(join(root, build.output), { recursive: true })
    await writeFile(stampFile, stamp)
    built.push(build.name)
  }
  return built
}

const notSources = new Set(['node_modules', 'dist', 'build', '.svelte-kit', 'tests', 'test-results', 'static-screens'])

async function hashOf(inputs: string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const input of inputs) await addTo(hash, join(root, input))
  return hash.digest('hex')
}

async function addTo(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  // Not a folder: then it is read as a file, and what is really missing throws there.
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null)
  if (!entries) {
    hash.update(path).update(await readFile(path))
    return
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (notSources.has(entry.name) || entry.name.endsWith('.test.ts')) continue
    await addTo(hash, join(path, entry.name))
  }
}

async function readOr(path: string, otherwise: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => otherwise)
}
