/**
 * What a spa sets up about texts and emails: `GET /api/portal/messaging`, `POST /messaging/channels`,
 * `POST /messaging/rules`, `POST /messaging/names-treatments`, `POST /messaging/addresses/:id` (each answers with all of it), `GET|POST|DELETE /messaging/templates`, `POST /messaging/templates/preview`.
 */
import { z } from 'zod'

export const MessageChannel = z.enum(['sms', 'email'])
export type MessageChannel = z.infer<typeof MessageChannel>

export const ReplyMode = z.enum(['auto', 'suggest', 'off'])
export type ReplyMode = z.infer<typeof ReplyMode>

export const ReminderPurpose = z.enum(['reminder', 'follow_up', 'review_request'])

const minuteOfDay = z.number().int().min(0, 'Choose a time.').max(1_440, 'Choose a time.')

const ChannelSetting = z.object({
  channel: z.enum(['chat', 'voice', 'sms', 'email']),
  replyMode: ReplyMode,
  /** Minutes after midnight where the recipient is; messages that nobody waits for are not sent between. */
  quietFromMin: minuteOfDay,
  quietUntilMin: minuteOfDay,
  asksSatisfaction: z.boolean(),
  handsOverOutsideHours: z.boolean(),
})
export const ChannelSettingRequest = ChannelSetting.refine(
  ({ channel, replyMode }) => channel !== 'voice' || replyMode !== 'suggest',
  { path: ['replyMode'], error: 'Nobody can look at spoken words before they are heard. Let Ava take calls, or not.' },
)
export type ChannelSettingRequest = z.infer<typeof ChannelSettingRequest>

export const ReminderRule = z.object({
  /** Null: every service. */
  serviceId: z.uuid().nullable(),
  purpose: ReminderPurpose,
  channel: MessageChannel,
  /** Minutes from the start of the visit; before it is negative. */
  offsetMin: z.number().int(),
  isActive: z.boolean(),
})
export type ReminderRule = z.infer<typeof ReminderRule>

/** All rules of the spa; none brings the product's own back: a day and two hours before. */
export const ReminderRulesRequest = z.object({ rules: z.array(ReminderRule).max(100) })

export const NamesTreatmentsRequest = z.object({ namesTreatments: z.boolean() })

/** Where a number stands with the carriers. Whoever runs Ava says so (server/src/channels/sms/registration.ts), never the spa. */
export const Registration = z.enum(['not_started', 'brand_pending', 'campaign_pending', 'live', 'rejected'])
export type Registration = z.infer<typeof Registration>

/** How the spa's emails are from: a name, and what stands below them. Empty: the spa's own name. */
export const SenderRequest = z.object({
  senderName: z
    .string()
    .trim()
    .max(80, 'Keep it under 80 characters.')
    .refine((name) => !/[\p{Cc}<>"]/u.test(name), 'A name is one line, without < > and quotes.'),
  signature: z
    .string()
    .trim()
    .max(500, 'Keep it under 500 characters.')
    .refine((text) => !/[^\P{Cc}\r\n]/u.test(text), 'Write words.'),
})
export type SenderRequest = z.infer<typeof SenderRequest>

export const MessagingSetUp = z.object({
  channels: z.array(ChannelSetting),
  addresses: z.array(
    z.object({
      id: z.string(),
      channel: MessageChannel,
      value: z.string(),
      /** Texts are held until it is live. */
      registration: Registration,
      senderName: z.string().nullable(),
      /** Below each email; null: the spa's name. */
      signature: z.string().nullable(),
    }),
  ),
  /** Empty: the product's own count. */
  rules: z.array(ReminderRule),
  services: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Texts and emails name the treatment. */
  namesTreatments: z.boolean(),
  /** What waits for a number to be registered. */
  heldCount: z.number(),
})
export type MessagingSetUp = z.infer<typeof MessagingSetUp>

export const TemplatePurpose = z.enum([
  'booking_requested',
  'booking_pending',
  'booking_confirmed',
  'booking_moved',
  'booking_cancelled',
  'booking_declined',
  'reminder',
  'follow_up',
  'review_request',
  'waitlist_offer',
  'waitlist_withdrawn',
])
export type TemplatePurpose = z.infer<typeof TemplatePurpose>

export const TemplateKey = z.object({
  purpose: TemplatePurpose,
  channel: MessageChannel,
  language: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'Choose a language.'),
})
export type TemplateKey = z.infer<typeof TemplateKey>

const storable = (longest: number) =>
  z
    .string()
    .max(longest, `Keep it under ${longest.toLocaleString('en-US')} characters.`)
    .refine((text) => !text.includes('\0'), 'Write words.')

export const TemplateRequest = TemplateKey.extend({ subject: storable(500).nullable(), text: storable(20_000) })
export type TemplateRequest = z.infer<typeof TemplateRequest>

export const TemplateList = z.object({
  templates: z.array(
    TemplateRequest.extend({
      isDefault: z.boolean(),
      updatedAt: z.string().nullable(),
      /** What it may name, as {{when}}. */
      variables: z.array(z.string()),
      required: z.array(z.string()),
    }),
  ),
})
export type TemplateList = z.infer<typeof TemplateList>

export const TemplatePreview = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    subject: z.string().nullable(),
    text: z.string(),
    /** Of a text: as how many it is charged. */
    segments: z.number().nullable(),
  }),
  z.object({ ok: z.literal(false), problems: z.array(z.string()) }),
])
export type TemplatePreview = z.infer<typeof TemplatePreview>
