import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { withDatabase } from '../scripts/db/database-urls.ts'
import { openDatabase } from '../server/src/db/client.ts'
import { findTenantBySiteKey } from '../server/src/db/directory.ts'

const help = `Opens Prisma Studio in the browser on the data of one spa.

  node prisma/studio.ts [<site key>] [--port 5555] [--data <directory>]

The site key is glow unless another is given. Row-level security holds here too:
the other spas' rows are not there. Uses DATABASE_OWNER_URL and DATABASE_URL, or
the embedded PostgreSQL under --data (default .data/postgres); stop Ava first then.
`

/** The same database, with every connection speaking for one tenant from the start. */
function urlForTenant(ownerUrl: string, tenantId: string): string {
  const url = new URL(ownerUrl)
  url.searchParams.set('options', `-c app.tenant_id=${tenantId}`)
  return url.href
}

async function studio(ownerUrl: string, options: { siteKey: string; port: string }): Promise<void> {
  const prisma = openDatabase({ connectionString: ownerUrl, poolSize: 1 })
  const tenant = await findTenantBySiteKey(prisma, options.siteKey).finally(() => prisma.$disconnect())
  if (!tenant)
    throw new Error(`There is no spa with the site key "${options.siteKey}". Is the database seeded (npm run db:seed)?`)
  console.log(`${tenant.name}: http://localhost:${options.port} (Ctrl-C ends it)`)
  const prismaCli = join(import.meta.dirname, 'node_modules/prisma/build/index.js')
  const args = [prismaCli, 'studio', '--browser', 'none', '--port', options.port]
  const child = spawn(process.execPath, [...args, '--url', urlForTenant(ownerUrl, tenant.id)], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  })
  // It is slow to close its connections to the browser, and has nothing to lose.
  const stop = () => child.kill('SIGKILL')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  await new Promise<void>((resolve) => child.once('exit', () => resolve()))
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      port: { type: 'string', default: '5555' },
      data: { type: 'string' },
    },
    allowPositionals: true,
  })
  if (values.help) console.log(help)
  else {
    await withDatabase({ data: values.data }, ({ ownerUrl }) =>
      studio(ownerUrl, { siteKey: positionals[0] ?? 'glow', port: values.port }),
    )
  }
}
