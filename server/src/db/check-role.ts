import type { PrismaClient } from './client.ts'

/** The database is not fit to be used; the message says what to do. */
export class DatabaseSetupError extends Error {
  override name = 'DatabaseSetupError'
}

interface Role {
  name: string
  database: string
  isSuperuser: boolean
  bypassesRowSecurity: boolean
  ownsTables: boolean
  mayTruncate: boolean
  isMigrated: boolean
}

/**
 * Refuses to run as a role that row-level security does not bind: a superuser,
 * one with BYPASSRLS, one that owns the tables (itself or through a role it is
 * in) or that may truncate them. Also refuses a database without its tables.
 */
export async function checkApplicationRole(prisma: PrismaClient): Promise<void> {
  const [role] = await prisma.$queryRaw<Role[]>`
    select current_user::text as name, current_database()::text as database,
           rolsuper as "isSuperuser", rolbypassrls as "bypassesRowSecurity",
           exists (select from pg_class
                   where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                     and pg_has_role(current_user, relowner, 'member')) as "ownsTables",
           exists (select from pg_class
                   where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                     and has_table_privilege(oid, 'truncate')) as "mayTruncate",
           exists (select from pg_class
                   where relnamespace = 'public'::regnamespace and relname = 'tenants'
                     and has_schema_privilege(relnamespace, 'usage')
                     and has_table_privilege(oid, 'select')) as "isMigrated"
    from pg_roles where rolname = current_user`
  if (!role) throw new DatabaseSetupError('The database does not say which role we are')
  const faults = [
    role.isSuperuser && 'is a superuser',
    role.bypassesRowSecurity && 'has BYPASSRLS',
    role.ownsTables && 'owns the tables',
    role.mayTruncate && 'may truncate tables',
  ].filter((fault) => fault !== false)
  if (faults.length > 0) throw new DatabaseSetupError(wrongRole(role, faults))
  if (!role.isMigrated) {
    throw new DatabaseSetupError(
      `The database "${role.database}" has no tables for "${role.name}" yet. Run: npm run db:migrate`,
    )
  }
}

function wrongRole(role: Role, faults: string[]): string {
  return [
    `DATABASE_URL connects as "${role.name}", which ${faults.join(' and ')}: spas would not be kept apart.`,
    'As a superuser, make a role for the application:',
    '',
    "  CREATE ROLE ava_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '<a password>';",
    `  GRANT CONNECT ON DATABASE ${JSON.stringify(role.database)} TO ava_app;`,
    '',
    'Name it in DATABASE_URL, the owner of the tables in DATABASE_OWNER_URL, and run: npm run db:migrate',
  ].join('\n')
}
