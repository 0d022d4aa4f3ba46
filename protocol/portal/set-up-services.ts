/**
 * `GET /api/portal/set-up/services`, `GET|POST|DELETE …/services/:id` (`new` for a new one), `POST …/services/:id/active`,
 * `POST …/services/from-templates`, `GET …/services.csv`, `POST …/services/import` (looked at, or written). Money is integer cents.
 */
import { z } from 'zod'
import { optionalWords, ReadAt, words } from './set-up.ts'

export const Credential = z.enum(['MD', 'DO', 'NP', 'PA', 'RN', 'aesthetician', 'laser_operator'])
export type Credential = z.infer<typeof Credential>

const mostCents = 10_000_000
const cents = z
  .number('Enter an amount.')
  .int('Enter an amount in dollars and cents.')
  .min(0, 'An amount cannot be below zero.')
  .max(mostCents, 'That is more than $100,000.')
const minutes = (least: number, most: number) =>
  z
    .number('Enter the minutes.')
    .int('Enter whole minutes.')
    .min(least, `Enter at least ${least} min.`)
    .max(most, `Enter at most ${most.toLocaleString('en-US')} min.`)
const count = (least: number, most: number) =>
  z
    .number('Enter a number.')
    .int('Enter a whole number.')
    .min(least, `Enter at least ${least}.`)
    .max(most, `Enter at most ${most.toLocaleString('en-US')}.`)

export const ServiceSegment = z.object({
  name: words(60, 'Name this part of the visit.'),
  durationMin: minutes(1, 720),
  needsProvider: z.boolean(),
  /** Kinds of rooms and devices. */
  needsResources: z.array(words(60)).max(10),
  isVisible: z.boolean(),
})
export type ServiceSegment = z.infer<typeof ServiceSegment>

export const ScreeningEffect = z.enum(['block', 'review', 'earliest', 'prepare'])

export const ServiceRule = z.object({
  questionKey: words(80, 'Choose a question.'),
  effect: ScreeningEffect,
  untilMonths: count(1, 60).nullable(),
  untilDays: count(1, 1_000).nullable(),
  text: words(1_000, 'Write what Ava says.'),
  approvedBy: words(120, 'Name the clinician who approves it.'),
})
export type ServiceRule = z.infer<typeof ServiceRule>

export const ServiceDraft = z.object({
  name: words(120, 'Give the service a name.'),
  category: words(80, 'Say what kind of treatment it is.'),
  description: words(2_000, 'Describe it in a sentence or two.'),
  priceFromCents: cents,
  priceToCents: cents.nullable(),
  priceNote: optionalWords(300),
  depositCents: cents,
  repeatNote: optionalWords(300),
  aliases: z.array(words(80)).max(40, 'At most 40 other names.'),
  minNoticeMin: minutes(0, 43_200),
  horizonDays: count(1, 730),
  slotIntervalMin: minutes(5, 240),
  policyId: z.uuid('Choose a policy.').nullable(),
  allowedCredentials: z.array(Credential).max(7),
  capacity: count(1, 100),
  maxPerDay: count(1, 500).nullable(),
  requiresApproval: z.boolean(),
  prerequisiteServiceId: z.uuid('Choose a service.').nullable(),
  prerequisiteValidDays: count(1, 3_650).nullable(),
  segments: z.array(ServiceSegment).min(1, 'A visit has at least one part.').max(12, 'At most 12 parts.'),
  providerIds: z.array(z.uuid()).max(200),
  aftercare: z
    .object({
      text: words(5_000, 'Write what to mind, or leave the aftercare out.'),
      approvedBy: words(120, 'Name the clinician who approves it.'),
    })
    .nullable(),
  screening: z.array(ServiceRule).max(60, 'At most 60 rules.'),
})
export type ServiceDraft = z.infer<typeof ServiceDraft>

export const ServiceRequest = ServiceDraft.extend({ updatedAt: ReadAt })
export type ServiceRequest = z.infer<typeof ServiceRequest>

export const ServiceRow = z.object({
  id: z.string(),
  name: z.string(),
  category: z.string(),
  priceFromCents: z.number(),
  priceToCents: z.number().nullable(),
  depositCents: z.number(),
  currency: z.string(),
  /** The whole visit, turn-over included. */
  totalMin: z.number(),
  isActive: z.boolean(),
  providerCount: z.number(),
  updatedAt: z.string(),
  /** Why nobody can book it, though it is on. */
  trouble: z.enum(['no_provider', 'no_resource']).nullable(),
})
export type ServiceRow = z.infer<typeof ServiceRow>

export const ServiceList = z.object({ services: z.array(ServiceRow) })
export type ServiceList = z.infer<typeof ServiceList>

/** What a service's form offers to choose from. */
export const ServiceChoices = z.object({
  currency: z.string(),
  providers: z.array(z.object({ id: z.string(), name: z.string(), credential: z.string(), isActive: z.boolean() })),
  resourceKinds: z.array(z.string()),
  policies: z.array(z.object({ id: z.string(), name: z.string(), version: z.number() })),
  services: z.array(z.object({ id: z.string(), name: z.string() })),
  questions: z.array(z.object({ key: z.string(), text: z.string(), shortText: z.string() })),
  categories: z.array(z.string()),
})
export type ServiceChoices = z.infer<typeof ServiceChoices>

export const ServiceDetail = z.object({
  /** Null: a new one. */
  service: ServiceDraft.extend({ id: z.string(), isActive: z.boolean(), updatedAt: z.string() }).nullable(),
  choices: ServiceChoices,
})
export type ServiceDetail = z.infer<typeof ServiceDetail>

export const ScreeningQuestionRequest = z.object({
  text: words(300, 'Write the question.').refine((text) => text.endsWith('?'), 'End it with a question mark.'),
  shortText: words(80, 'Say it in a few words, like “a heart condition”.'),
  approvedBy: words(120, 'Name the clinician who approves it.'),
})
export type ScreeningQuestionRequest = z.infer<typeof ScreeningQuestionRequest>

export const ServiceTemplate = z.object({
  key: z.string(),
  name: z.string(),
  category: z.string(),
  description: z.string(),
  priceFromCents: z.number(),
  priceToCents: z.number().nullable(),
  priceNote: z.string().nullable(),
  totalMin: z.number(),
  /** A service of this name is there already. */
  isThere: z.boolean(),
})
export type ServiceTemplate = z.infer<typeof ServiceTemplate>
export const ServiceTemplates = z.object({ currency: z.string(), templates: z.array(ServiceTemplate) })
export type ServiceTemplates = z.infer<typeof ServiceTemplates>

export const FromTemplatesRequest = z.object({
  chosen: z
    .array(z.object({ key: z.string().max(60), priceFromCents: cents }))
    .min(1, 'Choose at least one service.')
    .max(60),
})
export type FromTemplatesRequest = z.infer<typeof FromTemplatesRequest>
export const AddedServices = z.object({ added: z.number(), skipped: z.number() })

/** `write: false` only looks. Nothing is written while one row is wrong. */
export const ServiceImportRequest = z.object({
  csv: z.string().min(1, 'Choose a file with rows in it.').max(1_000_000, 'The file is larger than 1 MB.'),
  write: z.boolean(),
})
export const ServiceImport = z.object({
  /** What is wrong with the file as a whole; then there are no rows. */
  problem: z.string().nullable(),
  rows: z.array(
    z.object({
      /** As a spreadsheet counts: the head is line 1. */
      line: z.number(),
      name: z.string(),
      change: z.enum(['add', 'change', 'same']),
      /** Column → what is wrong. */
      errors: z.record(z.string(), z.string()),
    }),
  ),
  written: z.boolean(),
})
export type ServiceImport = z.infer<typeof ServiceImport>
