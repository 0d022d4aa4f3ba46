import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../scripts/db/embedded-postgres.ts'
import { processIdentity, waitForEnd } from '../../scripts/db/running-process.ts'

const settings = { fsync: 'off' }
const program = join(import.meta.dirname, '../../scripts/db/embedded-postgres.ts')

let root: string
let directory: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), `ava-test-${process.pid}-`))
  directory = join(root, 'database')
  await (await startEmbeddedPostgres({ directory, settings })).stop()
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** PostgreSQL's process, from the file that it writes. */
function postgresPid(): number {
  return Number(readFileSync(join(directory, 'cluster/postmaster.pid'), 'utf8').split('\n')[0])
}

async function answers(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ version: string }>('select version()').finally(() => client.end())
  return rows[0]!.version
}

/** Another process that has the database open, and does nothing else. */
async function otherProcess(): Promise<ChildProcess> {
  const code = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(program)})
    await startEmbeddedPostgres({ directory: ${JSON.stringify(directory)}, settings: { fsync: 'off' } })
    console.log('ready')
    setInterval(() => undefined, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(createInterface({ input: child.stdout }), 'line')
  return child
}

it('starts on the same port every time, listens on this machine only, and leaves nothing behind', async () => {
  const first = await startEmbeddedPostgres({ directory, settings })
  expect(await answers(first.adminUrl)).toContain('PostgreSQL 18')
  const pid = postgresPid()
  await Promise.all([first.stop(), first.stop()])
  expect(processIdentity(pid)).toBeUndefined()
  await first.ended
  const second = await startEmbeddedPostgres({ directory, settings })
  try {
    expect(second.port).toBe(first.port)
    expect(second.adminUrl).toContain('@127.0.0.1:')
    expect(statSync(join(directory, 'secrets.json')).mode & 0o077).toBe(0)
  } finally {
    await second.stop()
  }
})

it('takes another port when somebody else has its own', async () => {
  const { port } = JSON.parse(readFileSync(join(directory, 'secrets.json'), 'utf8')) as { port: number }
  const squatter = createServer().listen(port, '127.0.0.1')
  await once(squatter, 'listening')
  const postgres = await startEmbeddedPostgres({ directory, settings })
  try {
    expect(postgres.port).not.toBe(port)
    expect(await answers(postgres.adminUrl)).toContain('PostgreSQL')
  } finally {
    await postgres.stop()
    squatter.close()
  }
})

it('says who has it when another process is using it', async () => {
  const other = await otherProcess()
  try {
    await expect(startEmbeddedPostgres({ directory, settings })).rejects.toThrow(`in use by process ${other.pid}`)
  } finally {
    const pid = postgresPid()
    other.kill('SIGKILL')
    await waitForEnd(pid, 10_000)
  }
})

it('ends when the process that started it is killed, and can be started again', async () => {
  const other = await otherProcess()
  const pid = postgresPid()
  other.kill('SIGKILL')
  expect(await waitForEnd(pid, 10_000)).toBe(true)
  expect(existsSync(join(directory, 'in-use.json'))).toBe(true)
  const postgres = await startEmbeddedPostgres({ directory, settings })
  expect(await answers(postgres.adminUrl)).toContain('PostgreSQL')
  await postgres.stop()
})

it('recovers from a crash of PostgreSQL itself, whose pid file now names somebody else', async () => {
  const postgres = await startEmbeddedPostgres({ directory, settings })
  const pidFile = join(directory, 'cluster/postmaster.pid')
  process.kill(postgresPid(), 'SIGKILL')
  await postgres.ended
  await postgres.stop()
  // After a reboot, or in a fresh container, the number belongs to another program.
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)))
  const again = await startEmbeddedPostgres({ directory, settings })
  expect(await answers(again.adminUrl)).toContain('PostgreSQL')
  await again.stop()
})

it('says what to do about a directory that is no database, or a broken one', async () => {
  const foreign = join(root, 'foreign')
  mkdirSync(join(foreign, 'cluster'), { recursive: true })
  writeFileSync(join(foreign, 'cluster/notes.txt'), 'mine')
  await expect(startEmbeddedPostgres({ directory: foreign })).rejects.toThrow(
    /not a PostgreSQL data directory[^]*Delete/,
  )
  expect(readFileSync(join(foreign, 'cluster/notes.txt'), 'utf8')).toBe('mine')

  const broken = join(root, 'broken')
  await (await startEmbeddedPostgres({ directory: broken, settings })).stop()
  rmSync(join(broken, 'cluster/global/pg_control'))
  await expect(startEmbeddedPostgres({ directory: broken, settings })).rejects.toThrow(/does not start on[^]*delete/)
  writeFileSync(join(broken, 'cluster/PG_VERSION'), '12\n')
  await expect(startEmbeddedPostgres({ directory: broken, settings })).rejects.toThrow(/does not start on[^]*delete/)
  rmSync(join(broken, 'secrets.json'))
  await expect(startEmbeddedPostgres({ directory: broken, settings })).rejects.toThrow('has lost')
})
