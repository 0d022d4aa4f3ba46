import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Enqueue } from './enqueue.ts'
import { jobDatabaseOf } from './insert-together.ts'
import { jobs, type JobName, type JobPayload } from './jobs.ts'
import { DEAD_LETTER_QUEUE, queueSettings, singletonKeyOf } from './queue-settings.ts'

/** The schema that the migrations install pg-boss into. */
export const QUEUE_SCHEMA = 'pgboss'

/**
 * Who is told of a job begins at once; a job that is for later is told of when it is written, and not when it is due.
 * Without a word of ours pg-boss would look for those twice a minute: a text would be answered half a minute late.
 */
const looksEvery = (seconds: number) => ({
  pollingIntervalSeconds: seconds,
  notifyPollingIntervalSeconds: seconds,
})
/** Somebody waits for an answer already while they may still be writing. */
const POLLING: Partial<Record<JobName, ReturnType<typeof looksEvery>>> = { 'answer-messages': looksEvery(1) }

export interface Job<N extends JobName> {
  payload: JobPayload<N>
  /** 0 on the first try. */
  retryCount: number
  /** No further try follows when this one fails. */
  isLastTry: boolean
  signal: AbortSignal
}

/** The one queue: jobs in the same database as what causes them. */
export interface Queue {
  enqueue: Enqueue
  /** Runs `handler` for each job, one at a time per process and queue; a throw is a retry. */
  work<N extends JobName>(name: N, handler: (job: Job<N>) => Promise<void>): Promise<void>
  /** Throws when the queue cannot be reached. */
  check: () => Promise<void>
  /** Lets running jobs finish, for at most `withinMs`. */
  close(withinMs?: number): Promise<void>
}

/**
 * Connects to the queue. Throws when its tables are missing or of another version: the
 * migrations install them, the application's role may not.
 */
export async function openQueue(options: { connectionString: string; logger: Logger }): Promise<Queue> {
  const { logger } = options
  const boss = new PgBoss({
    connectionString: options.connectionString,
    schema: QUEUE_SCHEMA,
    application_name: 'ava-queue',
    max: 4,
    connectionTimeoutMillis: 5_000,
    migrate: false,
    createSchema: false,
    // A job starts when its transaction commits, not at the next poll: a code is waited for.
    useListenNotify: true,
    // Reindexing wants to own the tables, which this role does not.
    reindex: false,
    registerInstance: false,
    // How soon it is noticed that a process died with a job in its hands.
    superviseIntervalSeconds: 20,
    monitorIntervalSeconds: 20,
    schedule: false,
  })
  // Without a listener a lost connection would end the process; pg-boss goes on polling by itself.
  boss.on('error', (error) => logger.warn({ err: error }, 'queue error'))
  boss.on('warning', (warning) => logger.warn({ kind: warning.message }, 'queue warning'))
  await boss.start()
  await boss.createQueue(DEAD_LETTER_QUEUE, { retentionSeconds: 30 * 86_400 })
  for (const name of Object.keys(jobs) as JobName[]) {
    const { policy, ...settings } = queueSettings[name]
    await boss.createQueue(name, { policy, ...settings })
    // A queue that was there keeps what it was made with, unless it is told.
    await boss.updateQueue(name, settings)
  }

  return {
    enqueue: async (tx, name, payload, { startAfter } = {}) => {
      const singletonKey = singletonKeyOf(name, payload)
      // Inside the caller's transaction: no commit, no job.
      await boss.send(name, jobs[name].parse(payload), {
        db: jobDatabaseOf(tx),
        ...(singletonKey === undefined ? {} : { singletonKey }),
        ...(startAfter ? { startAfter } : {}),
      })
    },
    work: async (name, handler) => {
      let worker: string | null = null
      const options = { includeMetadata: true as const, batchSize: 1, ...(POLLING[name] ?? looksEvery(2)) }
      worker = await boss.work(name, options, async ([job]) => {
        if (!job) return
        // The next at once: by itself a worker rests for a while after each job, and jobs that
        // are queued in one transaction wake it once.
        if (worker) boss.notifyWorker(worker)
        const isLastTry = job.retryCount >= job.retryLimit
        // A payload that does not parse will not parse next time either, but then it is seen among the dead letters.
        await handler({
          payload: jobs[name].parse(job.data) as JobPayload<typeof name>,
          retryCount: job.retryCount,
          isLastTry,
          signal: job.signal,
        })
      })
    },
    check: async () => {
      await boss.getQueue(DEAD_LETTER_QUEUE)
    },
    close: (withinMs = 8_000) => boss.stop({ graceful: true, timeout: withinMs }),
  }
}
