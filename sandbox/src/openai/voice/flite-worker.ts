import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WASI } from 'node:wasi'
import { parentPort, workerData } from 'node:worker_threads'
import { resample } from './resample.ts'
import type { FliteVoice } from './voices.ts'
import { readWav } from './wav.ts'

export interface FliteJob {
  id: number
  text: string
  voice: FliteVoice
  /** 1 is the voice's own pace, 2 twice as fast. */
  speed: number
  /** Samples per second of the result. */
  rate: number
}

export type FliteResult = { id: number; samples: Int16Array } | { id: number; error: string }

export interface FliteWorkerData {
  module: WebAssembly.Module
}

const { module } = workerData as FliteWorkerData

parentPort!.on('message', (job: FliteJob) => {
  synthesise(job).then(
    (samples) =>
      parentPort!.postMessage({ id: job.id, samples } satisfies FliteResult, [samples.buffer as ArrayBuffer]),
    (error: unknown) => parentPort!.postMessage({ id: job.id, error: String(error) } satisfies FliteResult),
  )
})

async function synthesise(job: FliteJob): Promise<Int16Array> {
  // Flite writes a file. One directory a job: a process that is killed leaves no more than one behind.
  const directory = mkdtempSync(join(tmpdir(), 'ava-voice-'))
  try {
    return await runFlite(job, directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function runFlite({ text, voice, speed, rate }: FliteJob, directory: string): Promise<Int16Array> {
  const stretch = speed === 1 ? [] : ['--setf', `duration_stretch=${(1 / speed).toFixed(3)}`]
  const wasi = new WASI({
    version: 'preview1',
    args: ['flite', '-voice', voice, ...stretch, '-t', text, '-o', '/out/speech.wav'],
    preopens: { '/out': directory },
    returnOnExit: true,
  })
  // Flite is a program, not a library: every run needs a fresh instance.
  const instance = await WebAssembly.instantiate(module, wasi.getImportObject() as WebAssembly.Imports)
  const code = wasi.start(instance)
  if (code !== 0) throw new Error(`flite ended with code ${code}`)
  const wav = readWav(readFileSync(join(directory, 'speech.wav')))
  return resample(wav.samples, { from: wav.rate, to: rate })
}
