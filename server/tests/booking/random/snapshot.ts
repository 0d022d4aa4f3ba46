import type { RandomSpa } from './random-spa.ts'

export interface Taken {
  resourceId: string
  kind: string
  start: number
  end: number
  holdId: string | null
  appointmentId: string | null
  groupSessionId: string | null
  blockId: string | null
  part: number
}

export interface StoredHold {
  id: string
  owner: string
  parts: { serviceId: string; providerId: string; start: number }[]
  groupSessionId: string | null
  expiresAt: number
}

export interface StoredAppointment {
  id: string
  conversationId: string | null
  serviceId: string
  providerId: string
  start: number
  status: string
  version: number
  visitId: string | null
  groupSessionId: string | null
  audits: number
  mirrors: number
}

/** What is really in the database, all at one instant. */
export interface Snapshot {
  taken: Taken[]
  holds: StoredHold[]
  appointments: StoredAppointment[]
  blocks: { id: string; resourceId: string; start: number; end: number }[]
  sessions: { id: string; serviceId: string; providerId: string; start: number; seatsTaken: number; capacity: number }[]
  /** Read with the history only. */
  counts: { outbox: number; deliveries: number; holds: number; expiries: number } | null
}

const countsJson = `json_build_object('outbox', (select count(*) from outbox_messages),
  'deliveries', (select count(*) from test_jobs where name = 'deliver-message'),
  'holds', (select count(*) from holds),
  'expiries', (select count(distinct payload->>'holdId') from test_jobs where name = 'expire-hold'))`

/** Reads it as a superuser, in one statement: no tenant, no filter, no code of ours in between. */
export async function readSnapshot({ admin }: RandomSpa, options: { withHistory: boolean }): Promise<Snapshot> {
  const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`
  const { rows } = await admin.query<{ snapshot: Snapshot }>(`
    select json_build_object(
      'taken', coalesce((select json_agg(json_build_object('resourceId', resource_id, 'kind', kind, 'start', ${ms('starts_at')},
        'end', ${ms('ends_at')}, 'holdId', hold_id, 'appointmentId', appointment_id, 'groupSessionId', group_session_id,
        'blockId', block_id, 'part', part) order by resource_id, starts_at) from occupations), '[]'),
      'holds', coalesce((select json_agg(json_build_object('id', id,
        'owner', coalesce(conversation_id, staff_id, waitlist_entry_id), 'groupSessionId', group_session_id,
        'expiresAt', ${ms('expires_at')}, 'parts', case when parts = '[]'
          then json_build_array(json_build_object('serviceId', service_id, 'providerId', provider_id, 'start', ${ms('starts_at')}))
          else (select json_agg(json_build_object('serviceId', p->>'serviceId', 'providerId', p->>'providerId',
            'start', ${ms("(p->>'startsAt')::timestamptz")})) from jsonb_array_elements(parts) p) end))
        from holds where status = 'active'), '[]'),
      'appointments', coalesce((select json_agg(json_build_object('id', id, 'conversationId', conversation_id,
        'serviceId', service_id, 'providerId', provider_id, 'start', ${ms('starts_at')}, 'status', status,
        'version', version, 'visitId', visit_id, 'groupSessionId', group_session_id,
        'audits', ${options.withHistory ? '(select count(*) from audit_entries e where e.subject_id = a.id)' : '0'},
        'mirrors', ${options.withHistory ? "(select count(*) from test_jobs j where j.name = 'mirror-appointment' and j.payload->>'appointmentId' = a.id::text)" : '0'})
        order by id) from appointments a
        where ${options.withHistory ? 'true' : "status not in ('cancelled')"}), '[]'),
      'blocks', coalesce((select json_agg(json_build_object('id', id, 'resourceId', resource_id,
        'start', ${ms('starts_at')}, 'end', ${ms('ends_at')})) from blocks), '[]'),
      'sessions', coalesce((select json_agg(json_build_object('id', id, 'serviceId', service_id, 'providerId', provider_id,
        'start', ${ms('starts_at')}, 'seatsTaken', seats_taken, 'capacity', capacity)) from group_sessions), '[]'),
      'counts', ${options.withHistory ? countsJson : 'null'}) as snapshot`)
  return rows[0]!.snapshot
}
