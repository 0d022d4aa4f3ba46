import { prepared } from '../db/prepared-statements.ts'
import type { JobTransaction } from './enqueue.ts'

/** What pg-boss asks of a database: one statement, its parameters, the rows. */
export interface JobDatabase {
  executeSql(sql: string, values: unknown[]): Promise<{ rows: unknown[] }>
}

interface Waiting {
  sql: string
  values: unknown[]
  resolve: (answer: { rows: unknown[] }) => void
  reject: (error: unknown) => void
}

const waiting = new WeakMap<JobTransaction, Waiting[]>()

/**
 * The database that pg-boss writes jobs to, inside the caller's transaction. Jobs that are queued at the
 * same moment (`Promise.all`) go in one statement: a round trip is most of what writing a job costs.
 * Its statements are long and the same each time: they are planned once for each connection.
 */
export function jobDatabaseOf(tx: JobTransaction): JobDatabase {
  return {
    executeSql: (sql, values) =>
      new Promise((resolve, reject) => {
        const batch = waiting.get(tx) ?? []
        batch.push({ sql, values, resolve, reject })
        if (batch.length > 1) return
        waiting.set(tx, batch)
        // Each send is as many steps away from here as the next: those of the same moment arrive before this.
        queueMicrotask(() =>
          queueMicrotask(() => {
            waiting.delete(tx)
            void writeAll(tx, batch)
          }),
        )
      }),
  }
}

async function writeAll(tx: JobTransaction, batch: readonly Waiting[]): Promise<void> {
  const together = batch.length > 1 ? asOneStatement(batch) : null
  if (together === null) {
    for (const one of batch) await run(tx, one.sql, one.values).then((rows) => one.resolve({ rows }), one.reject)
    return
  }
  try {
    const [counts] = await run<Record<string, number>>(tx, together.sql, together.values)
    for (const [index, one] of batch.entries()) {
      // pg-boss only looks whether there is a row.
      one.resolve({ rows: Array.from({ length: counts![`written_${index}`]! }, () => ({ id: null })) })
    }
  } catch (error) {
    for (const one of batch) one.reject(error)
  }
}

async function run<Row>(tx: JobTransaction, sql: string, values: unknown[]): Promise<Row[]> {
  return await tx.$queryRawUnsafe<Row[]>(`${prepared} ${sql}`, ...values)
}

/** As pg-boss 12 writes a job of a queue that notifies. */
const insertion =
  /^\s*WITH ins AS \((?<insert>.*)\),\s*notified AS \((?<notify>.*)\)\s*SELECT id FROM ins\s+WHERE\b.*$/s

/**
 * Several of pg-boss's insertions as one statement that counts what each has written. Null when they
 * are not of the known shape (another version's): then each is written by itself.
 */
export function asOneStatement(
  insertions: readonly { sql: string; values: unknown[] }[],
): { sql: string; values: unknown[] } | null {
  const parts: string[] = []
  const counts: string[] = []
  for (const [index, { sql, values }] of insertions.entries()) {
    const shape = insertion.exec(sql)?.groups
    if (!shape || values.length !== 1 || sql.includes('$2')) return null
    const insert = shape['insert']!.replaceAll('$1', `$${index + 1}`)
    const notify = shape['notify']!.replace(/\bFROM ins\b/, `FROM ins_${index}`)
    parts.push(`ins_${index} AS (${insert})`, `notified_${index} AS (${notify})`)
    // Named, so that PostgreSQL runs it.
    counts.push(
      `(SELECT count(*)::int FROM ins_${index} WHERE (SELECT count(*) FROM notified_${index}) >= 0) AS written_${index}`,
    )
  }
  return {
    sql: `WITH ${parts.join(', ')} SELECT ${counts.join(', ')}`,
    values: insertions.flatMap(({ values }) => values),
  }
}
