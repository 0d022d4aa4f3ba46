/**
 * Who and what can be booked: `GET /api/portal/set-up/providers`, `GET|POST|DELETE …/providers/:id`, `POST …/providers/:id/active`;
 * the same for `…/resources`. Times of a week are the location's own.
 */
import { z } from 'zod'
import { LocalTime, optionalWords, ReadAt, Weekday, words } from './set-up.ts'
import { Credential } from './set-up-services.ts'

export const WorkPeriod = z.object({ locationId: z.uuid(), weekday: Weekday, from: LocalTime, to: LocalTime })
export type WorkPeriod = z.infer<typeof WorkPeriod>

export const ProviderRequest = z.object({
  givenName: words(80, 'Enter the first name.'),
  familyName: words(80, 'Enter the family name.'),
  displayName: words(120, 'Say how clients know them.'),
  credential: Credential,
  licenceNumber: optionalWords(60),
  licenceState: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^([A-Z]{2})?$/, 'Use the two letters of the state.')
    .nullable()
    .transform((state) => (state === '' ? null : state)),
  licenceExpires: z.iso.date('Choose a day.').nullable(),
  bio: optionalWords(1_000),
  maxPerDay: z
    .number()
    .int('Enter a whole number.')
    .min(1, 'Enter at least 1.')
    .max(100, 'Enter at most 100.')
    .nullable(),
  homeLocationId: z.uuid('Choose a location.'),
  serviceIds: z.array(z.uuid()).max(500),
  week: z.array(WorkPeriod).max(150, 'That is more periods than a week has room for.'),
  updatedAt: ReadAt,
})
export type ProviderRequest = z.infer<typeof ProviderRequest>

const CalendarState = z.enum(['none', 'connected', 'broken'])

export const ProviderRow = z.object({
  id: z.string(),
  displayName: z.string(),
  credential: z.string(),
  licenceExpires: z.string().nullable(),
  licence: z.enum(['unknown', 'valid', 'expires_soon', 'expired']),
  isActive: z.boolean(),
  serviceCount: z.number(),
  weeklyMin: z.number(),
  calendar: CalendarState,
  updatedAt: z.string(),
})
export type ProviderRow = z.infer<typeof ProviderRow>
export const ProviderList = z.object({ providers: z.array(ProviderRow) })
export type ProviderList = z.infer<typeof ProviderList>

const Named = z.object({ id: z.string(), name: z.string() })
export const LocationChoice = Named.extend({ timeZone: z.string() })

export const ProviderDetail = z.object({
  provider: z
    .object({
      id: z.string(),
      givenName: z.string(),
      familyName: z.string(),
      displayName: z.string(),
      credential: z.string(),
      licenceNumber: z.string().nullable(),
      licenceState: z.string().nullable(),
      licenceExpires: z.string().nullable(),
      bio: z.string().nullable(),
      maxPerDay: z.number().nullable(),
      homeLocationId: z.string(),
      serviceIds: z.array(z.string()),
      week: z.array(WorkPeriod),
      isActive: z.boolean(),
      calendar: CalendarState,
      updatedAt: z.string(),
    })
    .nullable(),
  choices: z.object({
    locations: z.array(LocationChoice),
    services: z.array(Named.extend({ category: z.string(), allowedCredentials: z.array(z.string()) })),
  }),
})
export type ProviderDetail = z.infer<typeof ProviderDetail>

export const ResourceRequest = z.object({
  name: words(80, 'Give it a name.'),
  kind: z.enum(['room', 'device']),
  purpose: words(60, 'Say what it is for: services ask for it by this.').transform((text) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
      .replaceAll(/^_+|_+$/g, ''),
  ),
  locationId: z.uuid('Choose a location.'),
  updatedAt: ReadAt,
})
export type ResourceRequest = z.infer<typeof ResourceRequest>

export const ResourceRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['room', 'device']),
  purpose: z.string(),
  locationId: z.string(),
  isActive: z.boolean(),
  updatedAt: z.string(),
  /** Services that ask for one like it. */
  usedBy: z.array(z.string()),
})
export type ResourceRow = z.infer<typeof ResourceRow>
export const ResourceList = z.object({
  resources: z.array(ResourceRow),
  locations: z.array(LocationChoice),
  /** What services ask for and nothing here is. */
  missing: z.array(z.string()),
})
export type ResourceList = z.infer<typeof ResourceList>
