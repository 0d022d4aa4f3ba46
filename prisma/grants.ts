import pg from 'pg'

// What the application may not do, beyond what row-level security says.
// The audit trail is append-only; spas and agencies are made and unmade by the owner's role.
const readOnly = ['agencies', 'agency_tenants']
const withheld: [string, string][] = [
  ['audit_entries', 'UPDATE, DELETE'],
  ['tenants', 'DELETE'],
]

/**
 * Grants the application's role what it needs on every table there is now, and
 * nothing else: no TRUNCATE, no ownership, no look at the migrations' own table.
 * Run by the owner after migrations, because the role's name comes from the URL.
 */
export async function grantApplication(owner: pg.ClientBase, role: string): Promise<void> {
  const app = pg.escapeIdentifier(role)
  await owner.query(`
    GRANT USAGE ON SCHEMA public, pgboss TO ${app};
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${app};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, pgboss TO ${app};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, pgboss TO ${app};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO ${app};
    REVOKE ALL ON _prisma_migrations FROM ${app};
    REVOKE EXECUTE ON FUNCTION protect_tenant_table FROM PUBLIC, ${app};
    GRANT EXECUTE ON FUNCTION search_conversations, search_customers, black_out_log TO ${app};
    ${readOnly.map((table) => `REVOKE INSERT, UPDATE, DELETE ON ${table} FROM ${app};`).join('\n')}
    ${withheld.map(([table, privileges]) => `REVOKE ${privileges} ON ${table} FROM ${app};`).join('\n')}
  `)
}

/** Throws, with the SQL that makes it, when the role that DATABASE_URL names is not there. */
export async function requireRole(owner: pg.ClientBase, role: string): Promise<void> {
  const { rowCount } = await owner.query('SELECT FROM pg_roles WHERE rolname = $1', [role])
  if (rowCount === 1) return
  throw new Error(
    `DATABASE_URL connects as "${role}", and there is no such role. As a superuser: ` +
      `CREATE ROLE ${pg.escapeIdentifier(role)} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '<a password>';`,
  )
}

/** Whether the role may already read every table, so that there is nothing to grant. */
export async function isApplicationGranted(owner: pg.ClientBase, role: string): Promise<boolean> {
  const { rows } = await owner.query<{ missing: number }>(
    `SELECT count(*)::int AS missing FROM pg_class
     WHERE relkind IN ('r', 'p') AND relnamespace IN (to_regnamespace('public'), to_regnamespace('pgboss'))
       AND relname <> '_prisma_migrations' AND NOT has_table_privilege($1, oid, 'SELECT')`,
    [role],
  )
  return rows[0]?.missing === 0
}
