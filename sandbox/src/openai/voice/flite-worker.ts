import { readFileSync, rmSync } from 'node:fs'
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
  directory: string
}

const { module, directory } = workerData as FliteWorkerData

parentPort!.on('message', (job: FliteJob) => {
  synthesise(job).then(
    (samples) =>
      parentPort!.postMessage({ id: job.id, samples } satisfies FliteResult, [samples.buffer as ArrayBuffer]),
    (error: unknown) => parentPort!.postMessage({ id: job.id, error: String(error) } satisfies FliteResult),
  )
})

async function synthesise({ id, text, voice, speed, rate }: FliteJob): Promise<Int16Array> {
  const name = `${id}.wav`
  const stretch = ['--setf', `duration_stretch=${(1 / speed).toFixed(3)}`]
  const wasi = new WASI({
    version: 'preview1',
    args: ['flite', '-voice', voice, ...(speed === 1 ? [] : stretch), '-t', text, '-o', `/out/${name}`],
    preopens: { '/out': directory },
    returnOnExit: true,
  })
  // Flite is a program, not a library: every run needs a fresh instance.
  const instance = await WebAssembly.instantiate(module, wasi.getImportObject() as WebAssembly.Imports)
  const code = wasi.start(instance)
  if (code !== 0) throw new Error(`flite ended with code ${code}`)
  const path = join(directory, name)
  const wav = readWav(readFileSync(path))
  rmSync(path)
  return resample(wav.samples, { from: wav.rate, to: rate })
}
