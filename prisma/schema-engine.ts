import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

// Prisma's own schema engine as WebAssembly: the same engine as `prisma migrate`,
// and the same `_prisma_migrations` table, without the binary that the CLI would
// download. Loading it takes half a second, so nothing here is imported at the top.

export const schemaDirectory = join(import.meta.dirname, 'schema')
export const migrationsDirectory = join(import.meta.dirname, 'migrations')

/** Every table and enum is Prisma's to manage. */
export const noFilter = { externalTables: [], externalEnums: [] }

/** Lends the engine, connected to one database, to `work`. */
export async function withSchemaEngine<T>(
  connectionString: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await withoutWasmNotice(() => import('@prisma/schema-engine-wasm'))
  const pool = new pg.Pool({ connectionString })
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(new PrismaPg(pool), pool))
    const datamodels = schemaFiles().map(({ path, content }): [string, string] => [path, content])
    const engine = await SchemaEngine.new({ datamodels }, () => undefined, adapter)
    return await withoutLockTimer(() => work(engine))
  } finally {
    await pool.end()
  }
}

/** The engine gives its lock ten seconds, and lets that timer run on afterwards: a process should not wait for it. */
async function withoutLockTimer<T>(work: () => Promise<T>): Promise<T> {
  const { setTimeout } = globalThis
  const patched = (run: () => void, ms?: number) => {
    const timer = setTimeout(run, ms)
    return ms === lockTimeoutMs ? timer.unref() : timer
  }
  globalThis.setTimeout = Object.assign(patched, setTimeout)
  try {
    return await work()
  } finally {
    globalThis.setTimeout = setTimeout
  }
}

const lockTimeoutMs = 10_000

/**
 * The adapter cuts a script at every semicolon, those in function bodies and
 * comments too. Sent whole, it also is one transaction: a migration happens or does not.
 */
function wholeScripts(factory: PrismaPg, pool: pg.Pool): PrismaPg {
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    adapter.executeScript = async (script) => {
      await pool.query(script)
    }
    return adapter
  }
  return factory
}

export function schemaFiles(): { path: string; content: string }[] {
  return readdirSync(schemaDirectory)
    .filter((name) => name.endsWith('.prisma'))
    .map((name) => join(schemaDirectory, name))
    .map((path) => ({ path, content: readFileSync(path, 'utf8') }))
}

/** The names of the migrations on disk, oldest first. */
export function migrationNames(): string[] {
  return readdirSync(migrationsDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

export function migrationList(): MigrationList {
  return {
    baseDir: migrationsDirectory,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames().map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(migrationsDirectory, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
}

async function withoutWasmNotice<T>(load: () => Promise<T>): Promise<T> {
  const emitWarning = process.emitWarning.bind(process) as (...all: unknown[]) => void
  process.emitWarning = (...all: unknown[]) => {
    if (!String(all[0]).includes('WebAssembly')) emitWarning(...all)
  }
  try {
    return await load()
  } finally {
    process.emitWarning = emitWarning
  }
}
