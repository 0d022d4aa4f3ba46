import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { notifyDesk } from '../db/notify.ts'
import { checkTemplate } from './check-template.ts'
import { defaultWording, productLanguages, type Wording } from './default-templates.ts'
import { valuesOf, type Told } from './message-values.ts'
import { messageChannels, purposes, type MessageChannel, type Purpose } from './purposes.ts'
import { countSegments } from './segments.ts'
import { parseTemplate, renderTemplate } from './template-text.ts'
import { languageOf, productLanguage, wordMessage, type StoredTemplate } from './word-message.ts'

/** Which wording is meant: there is one for each purpose, channel and language. */
export interface TemplateKey {
  purpose: Purpose
  channel: MessageChannel
  /** "en", "es", or another that the spa writes in. */
  language: string
}

export interface Template extends TemplateKey, Wording {
  /** The product's own: the spa has not changed it. */
  isDefault: boolean
  updatedAt: Date | null
}

/** Every wording that goes out now, the spa's and the product's. */
export async function loadTemplates(tenant: Tenant): Promise<Template[]> {
  const rows = await tenant.db.messageTemplate.findMany({ orderBy: [{ purpose: 'asc' }, { language: 'asc' }] })
  const languages = new Set([...productLanguages, ...rows.map(({ language }) => language)])
  return purposes.flatMap((purpose) =>
    [...languages].flatMap((language) =>
      messageChannels.map((channel): Template => {
        const own = rows.find((row) => row.purpose === purpose && row.channel === channel && row.language === language)
        if (own) {
          const { subject, text, updatedAt } = own
          return { purpose, channel, language, subject, text, isDefault: false, updatedAt }
        }
        const wording = defaultWording(purpose, channel, productLanguage(language))
        return { purpose, channel, language, ...wording, isDefault: true, updatedAt: null }
      }),
    ),
  )
}

export type SaveTemplateResult = { ok: true } | { ok: false; problems: string[] }

/** Keeps the spa's wording. What could not be sent as it is written is refused, with the reasons in sentences. */
export async function saveTemplate(
  tenant: Tenant,
  template: TemplateKey & Wording & { actor: string },
): Promise<SaveTemplateResult> {
  const { purpose, channel, text, actor } = template
  const language = languageOf(template.language)
  const subject = channel === 'sms' ? null : (template.subject?.trim() ?? null)
  return tenant.transaction(async (tx): Promise<SaveTemplateResult> => {
    const problems = checkTemplate({ purpose, channel, subject, text, treatments: await unnamedTreatments(tx) })
    if (problems.length > 0) return { ok: false, problems }
    const key = { purpose, channel, language }
    const { count } = await tx.messageTemplate.updateMany({ where: key, data: { subject, text } })
    if (count === 0) await tx.messageTemplate.createMany({ data: [{ ...key, subject, text }], skipDuplicates: true })
    await audit(tx, { actor, action: 'template.saved', key })
    return { ok: true }
  })
}

/** Back to the product's own words. */
export async function resetTemplate(tenant: Tenant, template: TemplateKey & { actor: string }): Promise<void> {
  const { purpose, channel, language, actor } = template
  await tenant.transaction(async (tx) => {
    const { count } = await tx.messageTemplate.deleteMany({ where: { purpose, channel, language } })
    if (count > 0) await audit(tx, { actor, action: 'template.reset', key: { purpose, channel, language } })
  })
}

export type Preview =
  | {
      ok: true
      subject: string | null
      text: string
      /** Of a text: how many it is charged as. */
      segments: number | null
      /** What it names and this spa has no value for: then the product's own words go out, as they are shown here. */
      missing: string[]
    }
  | { ok: false; problems: string[] }

/** What a wording would look like to a customer, before it is kept. */
export async function previewTemplate(
  tenant: Tenant,
  template: TemplateKey & Wording & { now: Date },
): Promise<Preview> {
  const { purpose, channel, subject, text } = template
  const language = languageOf(template.language)
  return tenant.transaction(async (tx): Promise<Preview> => {
    const problems = checkTemplate({ purpose, channel, subject, text, treatments: await unnamedTreatments(tx) })
    if (problems.length > 0) return { ok: false, problems }
    const told = await sampleVisit(tx, { now: template.now, language })
    const stored: StoredTemplate = { purpose, channel, language, subject: channel === 'sms' ? null : subject, text }
    const words = wordMessage({
      purpose,
      channel,
      language,
      templates: [stored],
      values: (one) => valuesOf(told, { channel, language: one }),
    })
    const parts = [subject ?? '', text].flatMap((one) => {
      const parsed = parseTemplate(one)
      return parsed.ok ? parsed.parts : []
    })
    const rendered = renderTemplate(parts, valuesOf(told, { channel, language }))
    return {
      ok: true,
      ...words,
      missing: rendered.ok ? [] : rendered.missing,
      segments: channel === 'sms' ? countSegments(words.text) : null,
    }
  })
}

/** The names that messages must not contain; none for a spa that wants its treatments named. */
async function unnamedTreatments(tx: TenantTransaction): Promise<string[]> {
  const spa = await tx.tenant.findFirstOrThrow({ select: { namesTreatments: true } })
  if (spa.namesTreatments) return []
  const services = await tx.service.findMany({ select: { name: true } })
  return services.map(({ name }) => name)
}

/** A visit that nobody has booked, at the spa as it is. */
async function sampleVisit(tx: TenantTransaction, about: { now: Date; language: string }): Promise<Told> {
  const spa = await tx.tenant.findFirstOrThrow({
    select: { name: true, phone: true, websiteUrl: true, namesTreatments: true, timeZone: true },
  })
  const location = await tx.location.findFirst({ orderBy: { id: 'asc' } })
  const provider = await tx.provider.findFirst({ orderBy: { id: 'asc' }, select: { displayName: true } })
  const service = await tx.service.findFirst({ orderBy: { id: 'asc' }, select: { name: true } })
  const timeZone = location?.timeZone ?? spa.timeZone
  const today = Temporal.Instant.fromEpochMilliseconds(about.now.getTime()).toZonedDateTimeISO(timeZone)
  const startsAt = new Date(today.add({ days: 1 }).with({ hour: 14, minute: 30, second: 0 }).epochMilliseconds)
  return {
    spa,
    givenName: about.language === 'es' ? 'María' : 'Maria',
    location: {
      timeZone,
      address: location?.address ?? '1 Main Street',
      directions: location?.directions ?? null,
      phone: location?.phone ?? null,
    },
    startsAt,
    reference: 'AB12CD',
    treatment: service?.name ?? null,
    provider: provider?.displayName ?? 'Dr. Lee',
    until: startsAt,
    code: 'K7M4QP',
  }
}

async function audit(tx: TenantTransaction, entry: { actor: string; action: string; key: TemplateKey }): Promise<void> {
  const spa = await tx.tenant.findFirstOrThrow({ select: { id: true } })
  await notifyDesk(tx)
  await tx.auditEntry.create({
    data: {
      actor: entry.actor,
      action: entry.action,
      subjectType: 'message_template',
      subjectId: spa.id,
      data: { ...entry.key },
    },
  })
}
