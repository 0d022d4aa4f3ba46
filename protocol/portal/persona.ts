/**
 * How a spa's Ava presents herself: `GET /api/portal/persona`, `POST|DELETE /persona/draft`, `POST /persona/publish`,
 * `POST /persona/restore` (each answers with all of it), `GET /persona/voices/<voice>/sample` (audio/wav).
 */
import { z } from 'zod'

/** The provider's voices, the two it recommends first. */
export const Voice = z.enum(['marin', 'cedar', 'alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse'])
export type Voice = z.infer<typeof Voice>

/** Languages that Ava can be held to. */
export const SpokenLanguage = z.enum([
  'en',
  'es',
  'fr',
  'pt',
  'de',
  'it',
  'ru',
  'pl',
  'ar',
  'fa',
  'hi',
  'zh',
  'ko',
  'ja',
  'vi',
  'tl',
])
export type SpokenLanguage = z.infer<typeof SpokenLanguage>

export const EscalationAction = z.enum(['hand_over', 'take_message'])
export type EscalationAction = z.infer<typeof EscalationAction>

/** Words on one line: they stand in the middle of others, where a line of their own would be a heading. */
const line = (most: number, empty: string) =>
  z
    .string()
    .transform((text) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim())
    .pipe(z.string().min(1, empty).max(most, `Use at most ${most} characters.`))

const lines = (mostLines: number, most: number) =>
  z
    .array(line(most, 'Write something, or take the line out.'))
    .max(mostLines, `Use at most ${mostLines} lines.`)
    .refine((all) => new Set(all).size === all.length, 'The same line stands here twice.')

const Escalation = z.object({ topic: line(100, 'Say what it is about.'), action: EscalationAction })
export type Escalation = z.infer<typeof Escalation>

export const PersonaFields = z.object({
  name: line(40, 'Give her a name.').refine(
    (name) => /^[\p{L}\p{M}][\p{L}\p{M}\p{N} .'’-]*$/u.test(name),
    'Use letters, digits, spaces, dots, hyphens and apostrophes, and begin with a letter.',
  ),
  voice: z.enum(Voice.options, 'Choose one of the voices.'),
  greeting: line(400, 'Write what Ava says first.'),
  tone: line(200, 'Say in a few words how she should sound.'),
  houseRules: lines(30, 300),
  suggestions: lines(6, 60),
  privacyLine: line(300, 'Say what happens with the words people write.'),
  languages: z
    .array(z.enum(SpokenLanguage.options, 'Choose from the list.'))
    .max(SpokenLanguage.options.length)
    .transform((all) => SpokenLanguage.options.filter((one) => all.includes(one))),
  escalations: z
    .array(Escalation)
    .max(20, 'Use at most 20 topics.')
    .refine(
      (all) => new Set(all.map(({ topic }) => topic.toLowerCase())).size === all.length,
      'The same topic stands here twice.',
    ),
})
export type PersonaFields = z.infer<typeof PersonaFields>
export type PersonaField = keyof PersonaFields

/** What one version says otherwise than the one before. A single value is one word in each list. */
const PersonaChange = z.object({
  field: z.enum(Object.keys(PersonaFields.shape) as [PersonaField, ...PersonaField[]]),
  removed: z.array(z.string()),
  added: z.array(z.string()),
})
export type PersonaChange = z.infer<typeof PersonaChange>

/** As it was stored: what was allowed then is shown now. */
const StoredPersona = z.object({
  name: z.string(),
  voice: z.string(),
  greeting: z.string(),
  tone: z.string(),
  houseRules: z.array(z.string()),
  suggestions: z.array(z.string()),
  privacyLine: z.string(),
  languages: z.array(z.string()),
  escalations: z.array(z.object({ topic: z.string(), action: EscalationAction })),
})
export type StoredPersona = z.infer<typeof StoredPersona>

export const PersonaSetUp = z.object({
  published: z.object({
    /** 0: the one the spa began with, which nobody published. */
    number: z.number().int(),
    at: z.iso.datetime(),
    /** Null: nobody who works here (any more). */
    by: z.string().nullable(),
    fields: StoredPersona,
  }),
  draft: z
    .object({
      revision: z.number().int(),
      at: z.iso.datetime(),
      by: z.string().nullable(),
      fields: StoredPersona,
      /** Against what is published. */
      changes: z.array(PersonaChange),
    })
    .nullable(),
  /** Published ones, newest first. */
  history: z.array(
    z.object({
      number: z.number().int(),
      at: z.iso.datetime(),
      by: z.string().nullable(),
      restoredFrom: z.number().int().nullable(),
      changes: z.array(PersonaChange),
    }),
  ),
  /** There are older ones than the list holds. */
  isCut: z.boolean(),
})
export type PersonaSetUp = z.infer<typeof PersonaSetUp>

/** The draft that the form was filled from; 0: there was none. */
const revision = z.number().int().min(0)
/** The published version that the person saw. */
const publishedNumber = z.number().int().min(0)

export const SaveDraftRequest = z.object({ revision, fields: PersonaFields })
export const DiscardDraftRequest = z.object({ revision })
export const PublishRequest = z.object({ revision, publishedNumber })
export const RestoreRequest = z.object({ number: z.number().int().min(1), publishedNumber })
