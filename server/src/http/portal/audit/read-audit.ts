import type { AuditPage, AuditQuery, AuditRow } from '@ava/protocol/portal/audit.ts'
import { stringify } from 'csv-stringify/sync'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import { dayInZone } from '../appointments/local-day.ts'
import { readCursor, writeCursor } from '../page-cursor.ts'
import { actionWords, detailWords } from './audit-words.ts'

const PAGE = 50
/** Of a file; more than that is asked for by days. */
const MOST_ROWS = 10_000

/** One page of the log. The cursor is good for the same filters only. */
export async function readAudit(tenant: Tenant, query: AuditQuery): Promise<AuditPage> {
  return tenant.transaction(async (tx) => {
    const { rows, people, nextCursor } = await pageOf(tx, { query, size: PAGE })
    return { entries: rows, nextCursor, people: [...people].map(([who, name]) => ({ who, name })) }
  })
}

/** The log as a file for a spreadsheet; nothing in it is taken for a formula. */
export async function auditFile(tenant: Tenant, query: AuditQuery): Promise<string> {
  const { rows } = await tenant.transaction((tx) => pageOf(tx, { query, size: MOST_ROWS }))
  const lines = rows.map(({ at, who, what, details }) => ({
    at,
    who,
    what,
    details: details.map(({ label, value }) => `${label}: ${value}`).join('; '),
  }))
  return stringify(lines, { header: true, columns: ['at', 'who', 'what', 'details'], bom: true, escape_formulas: true })
}

async function pageOf(tx: TenantTransaction, { query, size }: { query: AuditQuery; size: number }) {
  const { who, about, from, to } = query
  const filters = Buffer.from(JSON.stringify([who, about, from, to])).toString('base64url')
  const before = query.cursor === undefined ? null : readCursor(query.cursor, filters)
  const { timeZone } = await tx.tenant.findFirstOrThrow({ select: { timeZone: true } })
  const members = await tx.membership.findMany({ select: { userId: true, user: { select: { name: true } } } })
  const people = new Map(members.map(({ userId, user }) => [`user:${userId}`, user.name]))
  const found = await tx.auditEntry.findMany({
    where: {
      AND: [
        who === undefined ? {} : who === 'job' ? { actor: { startsWith: 'job:' } } : { actor: who },
        about === undefined ? {} : { OR: [{ action: { startsWith: `${about}.` } }, { subjectType: about }] },
        from === undefined ? {} : { at: { gte: dayInZone(from, timeZone).startsAt } },
        to === undefined ? {} : { at: { lt: dayInZone(to, timeZone).endsAt } },
        before ? { OR: [{ at: { lt: before.at } }, { at: before.at, id: { lt: before.id } }] } : {},
      ],
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: size + 1,
  })
  const page = found.slice(0, size)
  const last = found.length > size ? page.at(-1) : undefined
  const rows: AuditRow[] = page.map(({ id, at, actor, action, subjectType, data }) => ({
    id,
    at: at.toISOString(),
    who: nameOf(actor, people),
    what: actionWords(action, subjectType),
    details: detailWords(data),
  }))
  return { rows, people, nextCursor: last ? writeCursor({ at: last.at, id: last.id }, filters) : null }
}

function nameOf(actor: string, people: ReadonlyMap<string, string>): string {
  if (actor === 'ava') return 'Ava'
  if (actor.startsWith('user:')) return people.get(actor) ?? 'Somebody who left the team'
  if (actor.startsWith('visitor:')) return 'A visitor'
  if (actor.startsWith('job:')) return 'By itself'
  return actor === 'customer' ? 'The customer' : actor
}
