import type { TenantTransaction } from './for-tenant.ts'

/** Notes that the widget was on a website; what was noted less than an hour ago is not written again. */
export async function noteWidgetSighting(
  tx: TenantTransaction,
  { origin, now }: { origin: string; now: Date },
): Promise<void> {
  await tx.$executeRaw`
    insert into widget_sightings (origin, first_seen_at, last_seen_at) values (${origin}, ${now}, ${now})
    on conflict (tenant_id, origin) do update set last_seen_at = excluded.last_seen_at
    where widget_sightings.last_seen_at <= excluded.last_seen_at - interval '1 hour'`
}
