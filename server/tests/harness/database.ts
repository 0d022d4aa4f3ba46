import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import pg from 'pg'
import { inject } from 'vitest'
import { ensureRoles } from '../../../prisma/roles.ts'
import { openDatabase, type PrismaClient } from '../../src/db/client.ts'
import { startTestPostgres, startTestServer, templateDatabase, type TestServer } from './test-server.ts'
import './global-setup.ts'

export interface TestDatabase {
  /** As the application connects. */
  appUrl: string
  /** As migrations connect: owns the tables, and is still bound by row-level security. */
  ownerUrl: string
  /** A superuser, who sees every spa: to check what is really there. */
  adminUrl: string
  /** Connected as the application. */
  prisma: PrismaClient
  /** Closes `prisma` and removes the database. */
  drop(): Promise<void>
}

/** A migrated, empty database of its own (about 0.1 s). Call `drop()` in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return copyTemplate(inject('testServer'))
}

export interface RestartableDatabase extends TestDatabase {
  /** Ends PostgreSQL and every connection to it. */
  stop(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  restart(): Promise<void>
}

/** A database on a PostgreSQL of its own (about 2 s), to be taken away under a running test without harm to others. */
export async function createRestartableDatabase(): Promise<RestartableDatabase> {
  const { server, postgres, directory } = await startTestServer()
  const database = await copyTemplate(server)
  let running = postgres
  const stop = () => running.stop()
  const start = async () => {
    running = await startTestPostgres(directory)
  }
  return {
    ...database,
    stop,
    start,
    restart: async () => {
      await stop()
      await start()
    },
    drop: async () => {
      await database.prisma.$disconnect()
      await stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function copyTemplate(server: TestServer): Promise<TestDatabase> {
  const database = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(server, `CREATE DATABASE ${database} TEMPLATE ${templateDatabase} OWNER ava_owner`)
  const urls = await ensureRoles({ ...server, database })
  const prisma = openDatabase({ connectionString: urls.appUrl })
  return {
    ...urls,
    adminUrl: Object.assign(new URL(server.adminUrl), { pathname: `/${database}` }).href,
    prisma,
    drop: async () => {
      await prisma.$disconnect()
      await asAdmin(server, `DROP DATABASE ${database} WITH (FORCE)`)
    },
  }
}

async function asAdmin(server: TestServer, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.adminUrl })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

export { seedMinimalSpa, type MinimalSpa } from './minimal-spa.ts'
