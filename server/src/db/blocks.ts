import { newId } from './new-id.ts'
import type { TenantTransaction } from './for-tenant.ts'

/**
 * Keeps who frees time and who blocks time apart, by resource and until the transaction ends:
 * else a block written at the very moment in which an appointment goes would fill nothing, and
 * the appointment would leave a hole under it. Many may free at once; blocking is alone.
 */
export async function lockResources(
  tx: TenantTransaction,
  request: { resourceIds: readonly string[]; mode: 'freeing' | 'blocking' },
): Promise<void> {
  const ids = [...new Set(request.resourceIds)].sort()
  if (request.mode === 'freeing') {
    await tx.$executeRaw`
      select pg_advisory_xact_lock_shared(
        hashtextextended(current_setting('app.tenant_id', true) || ':resource:' || id, 0))
      from unnest(${ids}::text[]) with ordinality as given(id, place) order by place`
  } else {
    await tx.$executeRaw`
      select pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id', true) || ':resource:' || id, 0))
      from unnest(${ids}::text[]) with ordinality as given(id, place) order by place`
  }
}

/**
 * Lets the blocks of these resources take what nothing else has, inside a window. Where two
 * blocks want the same time the earlier one takes it. Returns how many occupations were written.
 * Throws the exclusion violation when somebody takes the time at this very moment.
 */
export async function fillWithBlocks(
  tx: TenantTransaction,
  request: { resourceIds: readonly string[]; from: Date; to: Date },
): Promise<number> {
  const gaps = await tx.$queryRaw<
    { blockId: string; resourceId: string; kind: string; startsAt: Date; endsAt: Date }[]
  >`
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id,
        tstzrange(${request.from}::timestamptz, ${request.to}::timestamptz) as frame),
    wanting as (
      select b.* from blocks b join me on b.tenant_id = me.tenant_id
      where b.resource_id = any(${[...request.resourceIds]}::uuid[])
        and b.starts_at < upper(me.frame) and b.ends_at > lower(me.frame)),
    taken as (
      select o.resource_id, range_agg(o.during) as times from occupations o join me on o.tenant_id = me.tenant_id
      where o.resource_id in (select resource_id from wanting)
        and o.starts_at < upper(me.frame) and o.ends_at > lower(me.frame)
      group by o.resource_id)
    select w.id::text as "blockId", w.resource_id::text as "resourceId", w.kind::text as kind,
      lower(gap) as "startsAt", upper(gap) as "endsAt"
    from wanting w cross join me
    left join taken t on t.resource_id = w.resource_id
    left join lateral (
      select range_agg(tstzrange(e.starts_at, e.ends_at)) as times from wanting e
      where e.resource_id = w.resource_id and (e.starts_at, e.id) < (w.starts_at, w.id)) earlier on true
    cross join lateral unnest(
      tstzmultirange(tstzrange(w.starts_at, w.ends_at) * me.frame)
        - coalesce(t.times, '{}'::tstzmultirange) - coalesce(earlier.times, '{}'::tstzmultirange)) as gap
    order by w.resource_id, lower(gap)`
  if (gaps.length === 0) return 0
  return tx.$executeRaw`
    insert into occupations (tenant_id, id, resource_id, kind, starts_at, ends_at, block_id)
    select nullif(current_setting('app.tenant_id', true), '')::uuid, id, resource_id, kind::"OccupationKind", starts_at, ends_at, block_id
    from unnest(${gaps.map(() => newId())}::uuid[], ${gaps.map((gap) => gap.resourceId)}::uuid[],
      ${gaps.map((gap) => gap.kind)}::text[], ${gaps.map((gap) => gap.startsAt)}::timestamptz[],
      ${gaps.map((gap) => gap.endsAt)}::timestamptz[], ${gaps.map((gap) => gap.blockId)}::uuid[])
      as gap(id, resource_id, kind, starts_at, ends_at, block_id)`
}
