import type { TenantTransaction } from './for-tenant.ts'
import { Prisma, type MessageTemplate, type ReminderRule } from './generated/client.ts'
import { fromJsonRow, type JsonRow } from './json-rows.ts'

/** What decides about the words and the times of what a spa sends by itself. */
export interface MessageFacts {
  name: string
  phone: string | null
  email: string | null
  websiteUrl: string | null
  /** Messages may name the treatment. */
  namesTreatments: boolean
  /** The spa's own wordings. */
  templates: Pick<MessageTemplate, 'purpose' | 'channel' | 'language' | 'subject' | 'text'>[]
  reminderRules: ReminderRule[]
}

/** All of it as one value of a statement that reads more; `me` names the tenant there. */
export const messageFactsJson = Prisma.sql`(
  select jsonb_build_object('name', t.name, 'phone', t.phone, 'email', t.email, 'website_url', t.website_url,
    'names_treatments', t.names_treatments,
    'templates', (select jsonb_agg(to_jsonb(m)) from message_templates m where m.tenant_id = t.id),
    'reminder_rules', (select jsonb_agg(to_jsonb(r)) from reminder_rules r where r.tenant_id = t.id))
  from tenants t join me on t.id = me.tenant_id)`

export type MessageFactsJson = JsonRow & { templates: JsonRow[] | null; reminder_rules: JsonRow[] | null }

export function messageFactsFrom({ templates, reminder_rules, ...spa }: MessageFactsJson): MessageFacts {
  return {
    ...fromJsonRow<Omit<MessageFacts, 'templates' | 'reminderRules'>>(spa),
    templates: (templates ?? []).map((row) => fromJsonRow<MessageTemplate>(row)),
    reminderRules: (reminder_rules ?? []).map((row) => fromJsonRow<ReminderRule>(row)),
  }
}

export async function loadMessageFacts(tx: TenantTransaction): Promise<MessageFacts> {
  const [row] = await tx.$queryRaw<{ spa: MessageFactsJson }[]>`
    with me as (select nullif(current_setting('app.tenant_id', true), '')::uuid as tenant_id)
    select ${messageFactsJson} as spa`
  return messageFactsFrom(row!.spa)
}
