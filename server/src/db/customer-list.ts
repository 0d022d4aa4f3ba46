import type { TenantTransaction } from './for-tenant.ts'
import { Prisma } from './generated/client.ts'

export interface CustomerListRow {
  id: string
  givenName: string
  familyName: string | null
  createdAt: Date
  isOptedOut: boolean
  needsReview: boolean
  lastContactAt: Date | null
  next: { id: string; startsAt: string; serviceName: string } | null
}

export interface CustomerListQuery {
  /** Only these (a search's); null: all. */
  among: readonly string[] | null
  filter: 'coming' | 'opted_out' | 'review' | null
  /** Whose clients alone; null: everybody's. */
  providerId: string | null
  /** The last customer of the page before. */
  afterId: string | null
  now: Date
  limit: number
}

const mine = Prisma.sql`tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`

const optedOut = Prisma.sql`c.id in (
  select i.customer_id from identities i join (
    select distinct on (our_address, their_address) their_address, is_opted_out from opt_outs
    where ${mine} order by our_address, their_address, at desc, id desc) o
  on o.their_address = i.value and o.is_opted_out where i.${mine})`

/** Customers by name, page by page. Merged and erased ones are not in it. */
export async function customerList(tx: TenantTransaction, query: CustomerListQuery): Promise<CustomerListRow[]> {
  const { among, filter, providerId, afterId, now, limit } = query
  const coming = Prisma.sql`a.starts_at >= ${now} and a.status in ('requested', 'pending_review', 'booked', 'checked_in')`
  const conditions = {
    coming: Prisma.sql`and c.id in (select a.customer_id from appointments a where a.${mine} and ${coming})`,
    opted_out: Prisma.sql`and ${optedOut}`,
    review: Prisma.sql`and c.id in (
      select a.customer_id from appointments a where a.${mine} and a.status = 'pending_review')`,
  }
  return tx.$queryRaw<CustomerListRow[]>`
    with page as materialized (
      select c.tenant_id, c.id, c.given_name, c.family_name, c.created_at, c.list_name from customers c
      where c.${mine} and c.merged_into_id is null and c.erased_at is null
        ${among === null ? Prisma.empty : Prisma.sql`and c.id = any(${among}::uuid[])`}
        ${filter === null ? Prisma.empty : conditions[filter]}
        ${
          providerId === null
            ? Prisma.empty
            : Prisma.sql`and exists (select from appointments a
                where a.tenant_id = c.tenant_id and a.customer_id = c.id and a.provider_id = ${providerId}::uuid)`
        }
        ${
          afterId === null
            ? Prisma.empty
            : Prisma.sql`and (c.list_name, c.id) > (select l.list_name, l.id from customers l
                where l.${mine} and l.id = ${afterId}::uuid)`
        }
      order by c.list_name, c.id limit ${limit}
    )
    select c.id, c.given_name as "givenName", c.family_name as "familyName", c.created_at as "createdAt",
      ${optedOut} as "isOptedOut",
      exists (select from appointments a where a.tenant_id = c.tenant_id and a.customer_id = c.id
        and a.status = 'pending_review') as "needsReview",
      (select max(v.last_activity_at) from conversations v
        where v.tenant_id = c.tenant_id and v.customer_id = c.id) as "lastContactAt",
      (select jsonb_build_object('id', a.id, 'startsAt', to_char(a.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'serviceName', s.name)
        from appointments a join services s on s.tenant_id = a.tenant_id and s.id = a.service_id
        where a.tenant_id = c.tenant_id and a.customer_id = c.id and ${coming}
          ${providerId === null ? Prisma.empty : Prisma.sql`and a.provider_id = ${providerId}::uuid`}
        order by a.starts_at limit 1) as next
    from page c order by c.list_name, c.id`
}
