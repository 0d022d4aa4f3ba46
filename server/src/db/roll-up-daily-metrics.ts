import type { TenantTransaction } from './for-tenant.ts'

/**
 * Counts the spa's conversations into `DailyMetric`, by the hour of the spa's clock
 * and by channel, for all hours that touch the range. Counting again writes the same
 * figures, so it may run as often as one likes.
 */
export async function rollUpDailyMetrics(tx: TenantTransaction, range: { from: Date; to: Date }): Promise<void> {
  await tx.$executeRaw`
    with spa as (
      select id as tenant_id, time_zone from tenants
      where id = nullif(current_setting('app.tenant_id', true), '')::uuid
    ), begun as (
      select c.*, (c.started_at at time zone spa.time_zone) as local_start
      from conversations c join spa using (tenant_id)
      where c.started_at >= date_trunc('day', ${range.from}::timestamptz, spa.time_zone)
        and c.started_at < ${range.to}::timestamptz
    )
    insert into daily_metrics (tenant_id, id, local_date, hour, channel, conversations, messages, booked, transferred,
                               call_seconds, cost_micro_cents)
    select tenant_id, gen_random_uuid(), local_start::date, extract(hour from local_start)::int, channel,
           count(*),
           sum((select count(*) from communication_messages m
                where m.tenant_id = begun.tenant_id and m.conversation_id = begun.id)),
           count(*) filter (where outcome = 'booked'),
           count(*) filter (where outcome = 'transferred'),
           coalesce(sum((select sum(extract(epoch from v.ended_at - v.started_at)) from voice_call_details v
                         where v.tenant_id = begun.tenant_id and v.conversation_id = begun.id)), 0)::int,
           sum(cost_micro_cents)
    from begun
    group by tenant_id, local_start::date, extract(hour from local_start), channel
    on conflict (tenant_id, local_date, hour, channel) do update set
      conversations = excluded.conversations,
      messages = excluded.messages,
      booked = excluded.booked,
      transferred = excluded.transferred,
      call_seconds = excluded.call_seconds,
      cost_micro_cents = excluded.cost_micro_cents`
}
