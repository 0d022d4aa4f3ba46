import { Prisma } from './generated/client.ts'

/** Rows to insert, by table. What is left out of a row takes the column's default; all rows of one table name the same columns. */
export interface RowsToInsert {
  customers?: Prisma.CustomerCreateManyInput[]
  identities?: Prisma.IdentityCreateManyInput[]
  appointments?: Prisma.AppointmentCreateManyInput[]
  policy_acceptances?: Prisma.PolicyAcceptanceCreateManyInput[]
  screening_assessments?: Prisma.ScreeningAssessmentCreateManyInput[]
  consents?: Prisma.ConsentCreateManyInput[]
  audit_entries?: Prisma.AuditEntryCreateManyInput[]
  outbox_messages?: Prisma.OutboxMessageCreateManyInput[]
  tasks?: Prisma.TaskCreateManyInput[]
}

/** As the database names a column: `givenName` → `given_name`. Throws for what is no column's name. */
function columnOf(field: string): string {
  if (!/^[a-z][A-Za-z0-9]*$/.test(field)) throw new Error(`${field} is no column`)
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/**
 * One `name as (insert …)` for each table that has rows, to be put into the WITH of a statement:
 * many rows of many tables in one round trip. The CTE of `appointments` is `new_appointments`, and so on; it returns its
 * rows. What is there already stays as it is, where the schema says that it is the same.
 */
export function insertions(rows: RowsToInsert): Prisma.Sql[] {
  return Object.entries(rows).flatMap(([table, given]) => {
    const list = given as Record<string, unknown>[]
    const [first] = list
    if (!first) return []
    const fields = Object.keys(first)
    const columns = Prisma.raw(fields.map(columnOf).join(', '))
    const records = list.map((row) => Object.fromEntries(fields.map((field) => [columnOf(field), row[field] ?? null])))
    const name = Prisma.raw(table)
    const written = Prisma.raw(`new_${table}`)
    return [
      Prisma.sql`${written} as (
        insert into ${name} (tenant_id, ${columns})
        select nullif(current_setting('app.tenant_id', true), '')::uuid, ${columns}
        from jsonb_populate_recordset(null::${name}, ${JSON.stringify(records)}::jsonb)
        ${table === 'identities' || table === 'tasks' ? Prisma.sql`on conflict do nothing` : Prisma.empty}
        returning *)`,
    ]
  })
}
