import { parseArgs } from 'node:util'
import pg from 'pg'
import { withDatabase, type DatabaseUrls } from '../scripts/db/database-urls.ts'
import { migrate } from './migrate.ts'
import { queueSchema } from './queue-schema.ts'
import { seed } from './seed/seed.ts'

const help = `Empties the database, applies all migrations and writes the demo data anew.

  node prisma/reset.ts [--empty] [--yes] [--data <directory>]

  --empty   no demo data
  --yes     needed for a database that is not on this machine: everything in it is lost

Uses DATABASE_OWNER_URL and DATABASE_URL, or the embedded PostgreSQL under --data
(default .data/postgres). Stop Ava first.
`

/** Removes every table, the queue's too, as the owner. Throws when somebody is using them. */
export async function emptyDatabase(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    await owner.query(`
      SET lock_timeout = '5s';
      SET client_min_messages = warning;
      BEGIN;
      DROP SCHEMA IF EXISTS ${queueSchema} CASCADE;
      DROP SCHEMA public CASCADE;
      CREATE SCHEMA public;
      COMMIT`)
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error
    throw new Error(
      'The database is in use. Stop Ava (and other programs that are connected to it), and run this again.',
      { cause: error },
    )
  } finally {
    await owner.end()
  }
}

function refuseElsewhere(urls: DatabaseUrls): void {
  const { hostname } = new URL(urls.ownerUrl)
  if (['localhost', '127.0.0.1', '[::1]', ''].includes(hostname)) return
  throw new Error(`DATABASE_OWNER_URL is on ${hostname}, not on this machine. To lose everything in it, add --yes.`)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      empty: { type: 'boolean' },
      yes: { type: 'boolean' },
      data: { type: 'string' },
    },
  })
  if (values.help) console.log(help)
  else {
    await withDatabase({ data: values.data }, async (urls) => {
      if (!values.yes) refuseElsewhere(urls)
      await emptyDatabase(urls.ownerUrl)
      await migrate(urls)
      if (!values.empty) await seed({ ...urls, today: new Date(), log: console.log })
      console.log('The database is as new.')
    })
  }
}
