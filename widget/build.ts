/**
 * Builds `dist/`, laid out as the server serves it under `/widget/v1/`: `ava.js`, and
 * beside it the lazy parts, named by their content. Everything is built in memory
 * first, so a build that fails leaves the last good one in place.
 */
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build, type InlineConfig, type Rolldown } from 'vite'
import { compress } from './compress.ts'

const root = import.meta.dirname
const dist = path.join(root, 'dist')

/** What a visitor's browser loads together. */
export type Stage = 'loader' | 'panel' | 'words' | 'voice' | 'vad' | 'pinned'
export interface BuiltFile {
  name: string
  stage: Stage
  bytes: Buffer
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } })
  if (values.help) {
    console.log(
      'node widget/build.ts\n\nBuilds the widget into widget/dist/, precompressed (.br, .gz), with manifest.json.',
    )
    return
  }
  const startedAt = performance.now()
  const files = await buildWidget()
  await write(files)
  console.log(`widget: ${files.length} files in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
}

export async function buildWidget(): Promise<BuiltFile[]> {
  const capture = hashed('capture', 'js', await bundleScript('src/audio/capture.worklet.ts', {}), 'voice')
  const playback = hashed('playback', 'js', await bundleScript('src/audio/playback.worklet.ts', {}), 'voice')
  const model = hashed('silero', 'onnx', await readModule('@ricky0123/vad-web/dist/silero_vad_v6.onnx'), 'vad')
  const wasm = hashed('ort', 'wasm', await readModule('onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'), 'vad')
  const glue = hashed('ort', 'mjs', await readModule('onnxruntime-web/dist/ort-wasm-simd-threaded.mjs'), 'vad')
  const modules = await bundlePanel({
    __AVA_CAPTURE_WORKLET_FILE__: capture.name,
    __AVA_PLAYBACK_WORKLET_FILE__: playback.name,
    __AVA_SILERO_MODEL_FILE__: model.name,
    __AVA_ORT_WASM_FILE__: wasm.name,
    __AVA_ORT_GLUE_FILE__: glue.name,
  })
  const panel = modules.find(({ stage }) => stage === 'panel')!
  const loader = await bundleScript('src/loader/embed.ts', { __AVA_PANEL_FILE__: panel.name })
  // The same under a name that no other build takes: for tags that say what their file must be.
  const pinned = hashed('ava', 'js', loader, 'pinned')
  return [{ name: 'ava.js', stage: 'loader', bytes: loader }, pinned, ...modules, capture, playback, model, glue, wasm]
}

/** Modules that are fetched when they are needed. */
const lazy: Record<string, Stage> = { silero: 'vad', voice: 'voice', es: 'words' }

const common: InlineConfig = {
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  resolve: { alias: { 'onnxruntime-web/wasm': modulePath('onnxruntime-web/dist/ort.wasm.min.mjs') } },
}

/** One classic script: the loader, a worklet. */
async function bundleScript(entry: string, names: Record<string, string>): Promise<Buffer> {
  const [output] = await bundle({
    ...common,
    define: asConstants(names),
    build: {
      write: false,
      target: 'es2022',
      // light-dark() as it is: a stand-in for older browsers doubles every colour.
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      modulePreload: false,
      rolldownOptions: { input: path.join(root, entry), output: { format: 'iife', entryFileNames: 'script.js' } },
    },
  })
  return Buffer.from(output!.code)
}

/** The panel and what it imports later, as modules that find each other by relative address. */
async function bundlePanel(names: Record<string, string>): Promise<BuiltFile[]> {
  const chunks = await bundle({
    ...common,
    define: asConstants(names),
    build: {
      write: false,
      target: 'es2022',
      // light-dark() as it is: a stand-in for older browsers doubles every colour.
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      // As a library: a page's build would wrap each import() in vite's own preloading.
      lib: { entry: { panel: path.join(root, 'src/panel.tsx') }, formats: ['es'] },
      rolldownOptions: {
        output: {
          minify: true,
          format: 'es',
          entryFileNames: '[name]-[hash].js',
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  })
  return chunks.map(({ fileName, name, code }) => ({
    name: fileName,
    stage: lazy[name] ?? 'panel',
    bytes: Buffer.from(code),
  }))
}

async function bundle(config: InlineConfig): Promise<Rolldown.OutputChunk[]> {
  const [result] = [(await build(config)) as Rolldown.RolldownOutput | Rolldown.RolldownOutput[]].flat()
  return result!.output.filter((output) => output.type === 'chunk')
}

function asConstants(names: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([name, file]) => [name, JSON.stringify(file)]))
}

function hashed(name: string, extension: string, bytes: Buffer, stage: Stage): BuiltFile {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 8)
  return { name: `${name}-${hash}.${extension}`, stage, bytes }
}

function modulePath(file: string): string {
  return path.join(root, 'node_modules', file)
}
function readModule(file: string): Promise<Buffer> {
  return readFile(modulePath(file))
}

async function write(files: BuiltFile[]): Promise<void> {
  const next = `${dist}.next`
  await rm(next, { recursive: true, force: true })
  await mkdir(next)
  await Promise.all(
    files.map(async ({ name, bytes }) => {
      const { brotli, gzip } = await compress({
        name,
        bytes,
        cacheFolder: path.join(root, 'node_modules/.cache/compressed'),
      })
      await writeFile(path.join(next, name), bytes)
      await writeFile(path.join(next, `${name}.br`), brotli)
      await writeFile(path.join(next, `${name}.gz`), gzip)
    }),
  )
  const manifest = files.map(({ name, stage, bytes }) => ({ name, stage, integrity: integrity(bytes) }))
  await writeFile(path.join(next, 'manifest.json'), `${JSON.stringify({ files: manifest }, null, 2)}\n`)
  await keepEarlier(next)
  await rm(dist, { recursive: true, force: true })
  await rename(next, dist)
}

/** As long as a page may hold on to an old script tag. */
const KEPT_MS = 400 * 86_400_000
const neverChanges = /-[\w-]{8}\.m?js(\.br|\.gz)?$/

/** Pinned tags name files of the build they were copied from, and those name each other: they stay beside the new ones. */
async function keepEarlier(next: string): Promise<void> {
  const earlier = await readdir(dist).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const made = new Set(await readdir(next))
  await Promise.all(
    earlier.map(async (name) => {
      if (made.has(name) || !neverChanges.test(name)) return
      const file = path.join(dist, name)
      const { mtime } = await stat(file)
      if (Date.now() - mtime.getTime() > KEPT_MS) return
      await copyFile(file, path.join(next, name))
      await utimes(path.join(next, name), mtime, mtime)
    }),
  )
}

/** For `integrity="…"` on a pinned script tag. */
function integrity(bytes: Buffer): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`
}

if (import.meta.main) await main()
