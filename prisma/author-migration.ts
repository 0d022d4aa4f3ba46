import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '../scripts/db/embedded-postgres.ts'
import { migrationsDirectory, noFilter, withSchemaEngine, schemaFiles } from './schema-engine.ts'

const help = `Writes the next migration: what separates the schema from the migrations so far.

  node prisma/author-migration.ts <name>      e.g. add_waitlist
  node prisma/author-migration.ts --check     exit 1 when schema and migrations differ

The SQL is a beginning. Add by hand what Prisma's schema cannot say: row-level
security for a new tenant table (forced, with its policy), checks, exclusion
constraints, partial indexes, and a COMMENT ON INDEX naming the query it serves.
server/tests/tenancy.test.ts fails until that is there.
`

// The schema as the newest migration left it. Comparing with a database instead
// would find all that is hand-written in the migrations, and propose to drop it.
const snapshotFile = join(migrationsDirectory, 'schema-of-last-migration.prisma')

function wholeSchema(): string {
  return schemaFiles()
    .map((file) => file.content)
    .join('\n')
}

/** The SQL from the last migration to the schema on disk; empty when there is nothing to do. */
async function nextMigrationSql(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'ava-author-'))
  // The engine compares two texts, but wants a database to be there.
  const scratch = await startEmbeddedPostgres({ directory, settings: { fsync: 'off' } })
  try {
    const schema = (path: string, content: string) => ({ tag: 'schemaDatamodel' as const, files: [{ path, content }] })
    const comparison = {
      from: existsSync(snapshotFile)
        ? schema('before.prisma', readFileSync(snapshotFile, 'utf8'))
        : { tag: 'empty' as const },
      to: schema('after.prisma', wholeSchema()),
      script: true,
      exitCode: null,
      // Prisma's types ask for less than its deserialiser.
      ...({ shadowDatabaseUrl: null } as object),
      filters: noFilter,
    }
    const { stdout } = await withSchemaEngine(scratch.adminUrl, (engine) => engine.diff(comparison))
    const sql = stdout ?? ''
    return sql.includes('This is an empty migration') ? '' : sql
  } finally {
    await scratch.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

function timestamp(now: Date): string {
  return now.toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' }, check: { type: 'boolean' } },
    allowPositionals: true,
  })
  const name = positionals[0]
  if (values.help || (!values.check && !name)) {
    console.log(help)
    process.exit(values.help ? 0 : 2)
  }
  const sql = await nextMigrationSql()
  if (sql === '') console.log('The migrations say what the schema says.')
  else if (values.check) {
    console.log(`The migrations lack:\n${sql}`)
    process.exitCode = 1
  } else {
    const directory = join(migrationsDirectory, `${timestamp(new Date())}_${name}`)
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'migration.sql'), sql)
    writeFileSync(snapshotFile, wholeSchema())
    console.log(`Wrote ${directory}/migration.sql. Read it, and add what Prisma cannot say (see --help).`)
  }
}
