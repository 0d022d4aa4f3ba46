import { Prisma, type Customer, type Identity, type Policy, type Service, type SlotOffer } from './generated/client.ts'
import type { TenantTransaction } from './for-tenant.ts'
import { fromJsonRow, type JsonRow } from './json-rows.ts'
import { messageFactsFrom, messageFactsJson, type MessageFacts, type MessageFactsJson } from './message-facts.ts'
import { isWithheld } from './withheld-calendars.ts'

export type ServiceWithPolicy = Service & { policy: Policy | null }
export type CustomerWithIdentities = Customer & { identities: Identity[] }

export interface LocationFacts {
  id: string
  name: string
  address: string
  timeZone: string
  phone: string | null
  directions: string | null
}

export interface ProviderFacts {
  id: string
  displayName: string
  maxPerDay: number | null
  /** Its outside calendar does not answer: nothing is booked blind. */
  isWithheld: boolean
}

/** What a booking says about itself, whoever it is for. */
export interface PlaceFacts {
  services: Map<string, ServiceWithPolicy>
  providers: Map<string, ProviderFacts>
  location: LocationFacts
  spa: MessageFacts
}

/** All that decides about booking one offered slot for one person. */
export interface OfferedBookingFacts extends PlaceFacts {
  offer: SlotOffer
  /** The conversation's live hold on exactly this slot. */
  hold: { id: string; groupSessionId: string | null } | null
  hasOtherHolds: boolean
  isVerified: boolean
  /** In which the conversation is held. */
  language: string | null
  /** Whose conversation it is, as far as that is known. */
  present: (CustomerWithIdentities & { isOfThisConversation: boolean }) | null
  /** Customers who are on file under one of the contacts, oldest first. */
  known: CustomerWithIdentities[]
  /** What these customers do not want. */
  refusals: { customerId: string; purpose: string }[]
}

export type FoundBookingFacts = { earlierIds: string[] } & (
  { isOffered: true; facts: OfferedBookingFacts } | { isOffered: false }
)

/** The tenant of the transaction, for queries that are put together here. */
const me = Prisma.sql`nullif(current_setting('app.tenant_id', true), '')::uuid`

/**
 * Reads all of it in one round trip: a booking is asked for while somebody waits on the line, and
 * by many at once.
 */
export async function loadBookingFacts(
  tx: TenantTransaction,
  query: {
    conversationId: string
    token: string
    idempotencyKey: string
    contacts: readonly { kind: 'phone' | 'email'; value: string }[]
    now: Date
  },
): Promise<FoundBookingFacts> {
  const { conversationId, contacts, now } = query
  const [row] = await tx.$queryRaw<
    {
      earlier: string[]
      offer: JsonRow | null
      hold: { id: string; group_session_id: string | null } | null
      hasOtherHolds: boolean
      services: JsonRow[] | null
      providers: JsonRow[] | null
      location: JsonRow | null
      spa: MessageFactsJson
      language: string | null
      isVerified: boolean | null
      presentId: string | null
      isOfThisConversation: boolean
      customers: (JsonRow & { identities: JsonRow[] | null })[] | null
      refusals: { customerId: string; purpose: string }[] | null
    }[]
  >`
    /* prepared */
    with me as (select ${me} as tenant_id),
    offer as (
      select f.* from slot_offers f join me on f.tenant_id = me.tenant_id
      where f.conversation_id = ${conversationId}::uuid and f.token = ${query.token}),
    part as (
      select service_id, provider_id from offer
      union select (p->>'serviceId')::uuid, (p->>'providerId')::uuid from offer, jsonb_array_elements(offer.parts) p),
    own_holds as (
      select h.id, h.group_session_id, (h.service_id, h.provider_id, h.location_id, h.starts_at, h.parts)
          = (f.service_id, f.provider_id, f.location_id, f.starts_at, f.parts) and h.expires_at > ${now} as is_it
      from holds h join me on h.tenant_id = me.tenant_id cross join offer f
      where h.conversation_id = ${conversationId}::uuid and h.status = 'active'),
    conversation as (
      select c.verified_at, c.customer_id, c.language from conversations c join me on c.tenant_id = me.tenant_id
      where c.id = ${conversationId}::uuid),
    given as (
      select * from unnest(${contacts.map(({ kind }) => kind)}::text[], ${contacts.map(({ value }) => value)}::text[])
        as g(kind, value)),
    candidate as (
      select customer_id as id from conversation where customer_id is not null
      union
      select i.customer_id from given g join identities i
        on i.tenant_id = (select tenant_id from me) and i.kind = g.kind::"IdentityKind" and i.value = g.value)
    select
      array(select a.id::text from appointments a join me on a.tenant_id = me.tenant_id
        where a.idempotency_key = ${query.idempotencyKey}) as earlier,
      (select to_jsonb(f) from offer f) as offer,
      (select jsonb_build_object('id', id, 'group_session_id', group_session_id) from own_holds where is_it limit 1) as hold,
      exists (select from own_holds where not is_it) as "hasOtherHolds",
      ${servicesJson(Prisma.sql`select service_id from part`)} as services,
      ${providersJson(Prisma.sql`select provider_id from part`, now)} as providers,
      ${locationJson(Prisma.sql`select location_id from offer`)} as location,
      ${messageFactsJson} as spa,
      (select verified_at is not null from conversation) as "isVerified",
      (select customer_id::text from conversation) as "presentId",
      (select language from conversation) as language,
      ${isOfThisConversation(conversationId)} as "isOfThisConversation",
      (select jsonb_agg(to_jsonb(c) || jsonb_build_object('identities',
          (select jsonb_agg(to_jsonb(i) order by i.created_at) from identities i
           where i.tenant_id = c.tenant_id and i.customer_id = c.id)) order by c.created_at)
       from customers c join me on c.tenant_id = me.tenant_id where c.id in (select id from candidate)) as customers,
      (select jsonb_agg(jsonb_build_object('customerId', n.customer_id, 'purpose', n.purpose)) from (
        select distinct on (c.customer_id, c.purpose) c.customer_id, c.purpose, c.is_granted
        from consents c join me on c.tenant_id = me.tenant_id where c.customer_id in (select id from candidate)
        order by c.customer_id, c.purpose, c.at desc, c.id desc) n where not n.is_granted) as refusals`
  const earlierIds = row!.earlier
  if (!row?.offer) return { earlierIds, isOffered: false }
  const customers = (row.customers ?? []).map(customerFrom)
  const present = customers.find(({ id }) => id === row.presentId)
  const isKnown = (one: CustomerWithIdentities) =>
    one.identities.some(({ kind, value }) => contacts.some((given) => given.kind === kind && given.value === value))
  return {
    earlierIds,
    isOffered: true,
    facts: {
      ...placeFrom(row as Parameters<typeof placeFrom>[0]),
      offer: fromJsonRow<SlotOffer>(row.offer),
      hold: row.hold && { id: row.hold.id, groupSessionId: row.hold.group_session_id },
      hasOtherHolds: row.hasOtherHolds,
      isVerified: row.isVerified ?? false,
      language: row.language,
      present: present ? { ...present, isOfThisConversation: row.isOfThisConversation } : null,
      known: customers.filter(isKnown),
      refusals: row.refusals ?? [],
    },
  }
}

/** The same about a visit that nobody was offered: a hold's, or one that staff book. */
export async function loadPlaceFacts(
  tx: TenantTransaction,
  query: { serviceIds: readonly string[]; providerIds: readonly string[]; locationId: string; now: Date },
): Promise<PlaceFacts> {
  const [row] = await tx.$queryRaw<Parameters<typeof placeFrom>[0][]>`
    with me as (select ${me} as tenant_id)
    select
      ${servicesJson(Prisma.sql`select unnest(${[...query.serviceIds]}::uuid[])`)} as services,
      ${providersJson(Prisma.sql`select unnest(${[...query.providerIds]}::uuid[])`, query.now)} as providers,
      ${locationJson(Prisma.sql`select ${query.locationId}::uuid`)} as location,
      ${messageFactsJson} as spa`
  return placeFrom(row!)
}

function servicesJson(ids: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    select jsonb_agg(to_jsonb(s) || jsonb_build_object('policy', to_jsonb(p)))
    from services s join me on s.tenant_id = me.tenant_id
    left join policies p on p.tenant_id = s.tenant_id and p.id = s.policy_id
    where s.id in (${ids}))`
}

function providersJson(ids: Prisma.Sql, now: Date): Prisma.Sql {
  return Prisma.sql`(
    select jsonb_agg(jsonb_build_object('id', p.id, 'display_name', p.display_name, 'max_per_day', p.max_per_day,
      'is_withheld', exists (select from calendars c
        where c.tenant_id = p.tenant_id and c.provider_id = p.id and ${isWithheld(now)})))
    from providers p join me on p.tenant_id = me.tenant_id where p.id in (${ids}))`
}

function locationJson(id: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    select to_jsonb(l) - 'tenant_id' - 'hours' from locations l join me on l.tenant_id = me.tenant_id
    where l.id = (${id}))`
}

/** See customers/ownership.ts. */
function isOfThisConversation(conversationId: string): Prisma.Sql {
  return Prisma.sql`(
    select not exists (select from identities i
        where i.tenant_id = me.tenant_id and i.customer_id = c.customer_id and i.status = 'verified')
      and not exists (select from appointments a
        where a.tenant_id = me.tenant_id and a.customer_id = c.customer_id
          and a.conversation_id is distinct from ${conversationId}::uuid)
      and not exists (select from conversations o
        where o.tenant_id = me.tenant_id and o.customer_id = c.customer_id and o.id <> ${conversationId}::uuid)
    from conversation c cross join me)`
}

function placeFrom(row: {
  services: JsonRow[] | null
  providers: JsonRow[] | null
  location: JsonRow
  spa: MessageFactsJson
}): PlaceFacts {
  const services = (row.services ?? []).map((json): ServiceWithPolicy => {
    const { policy, ...service } = json
    return { ...fromJsonRow<Service>(service), policy: policy ? fromJsonRow<Policy>(policy as JsonRow) : null }
  })
  const providers = (row.providers ?? []).map((json) => fromJsonRow<ProviderFacts>(json))
  return {
    services: new Map(services.map((one) => [one.id, one])),
    providers: new Map(providers.map((one) => [one.id, one])),
    location: fromJsonRow<LocationFacts>(row.location),
    spa: messageFactsFrom(row.spa),
  }
}

function customerFrom({ identities, ...row }: JsonRow & { identities: JsonRow[] | null }): CustomerWithIdentities {
  return { ...fromJsonRow<Customer>(row), identities: (identities ?? []).map((one) => fromJsonRow<Identity>(one)) }
}
