import pg from 'pg'

export const ownerRole = 'ava_owner'
export const appRole = 'ava_app'

/**
 * The SQL that makes the two roles, run once by a superuser. The owner owns the
 * database and its tables and runs migrations. The application owns nothing and
 * cannot bypass row-level security; what it may touch is granted by the migrate step.
 */
export function rolesSql(options: { ownerPassword: string; appPassword: string }): string {
  const role = (name: string, password: string) =>
    `CREATE ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${pg.escapeLiteral(password)};`
  return [role(ownerRole, options.ownerPassword), role(appRole, options.appPassword)].join('\n')
}

/**
 * Makes the roles and the database where they are missing, as a superuser, and
 * returns the two URLs to use from then on. One query when all is there.
 */
export async function ensureRoles(options: {
  adminUrl: string
  database: string
  ownerPassword: string
  appPassword: string
}): Promise<{ ownerUrl: string; appUrl: string }> {
  const client = new pg.Client({ connectionString: options.adminUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ roles: number; databases: number }>(
      `SELECT (SELECT count(*)::int FROM pg_roles WHERE rolname = ANY($1)) AS roles,
              (SELECT count(*)::int FROM pg_database WHERE datname = $2) AS databases`,
      [[ownerRole, appRole], options.database],
    )
    if (rows[0]?.roles === 0) await client.query(rolesSql(options))
    if (rows[0]?.databases === 0) await createDatabase(client, options.database)
  } finally {
    await client.end()
  }
  return {
    ownerUrl: urlAs(options.adminUrl, { ...options, user: ownerRole, password: options.ownerPassword }),
    appUrl: urlAs(options.adminUrl, { ...options, user: appRole, password: options.appPassword }),
  }
}

async function createDatabase(client: pg.Client, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database)
  await client.query(`CREATE DATABASE ${name} OWNER ${ownerRole}`)
  // By default every role of the cluster may connect to every database.
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`)
  await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${appRole}`)
}

function urlAs(adminUrl: string, to: { user: string; password: string; database: string }): string {
  const url = new URL(adminUrl)
  url.username = to.user
  url.password = to.password
  url.pathname = `/${to.database}`
  return url.href
}
