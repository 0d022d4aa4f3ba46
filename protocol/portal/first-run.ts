/** `GET /api/portal/first-run`, `POST …/first-run/step`, `POST …/first-run/persona`, `POST …/first-run/policy`: a new spa's way to its first call. */
import { z } from 'zod'
import { PersonaFields } from './persona.ts'

export const firstRunSteps = [
  'business',
  'services',
  'providers',
  'persona',
  'policies',
  'channels',
  'snippet',
] as const
export const FirstRunStep = z.enum(firstRunSteps)
export type FirstRunStep = z.infer<typeof FirstRunStep>

export const FirstRunStepRequest = z.object({ step: FirstRunStep, state: z.enum(['done', 'skipped']) })

export const FirstPersonaRequest = PersonaFields.pick({ name: true, voice: true, greeting: true })
export type FirstPersonaRequest = z.infer<typeof FirstPersonaRequest>

export const FirstRun = z.object({
  siteKey: z.string(),
  steps: z.partialRecord(FirstRunStep, z.enum(['done', 'skipped'])),
  /** Where to go on; null when all are through. */
  next: FirstRunStep.nullable(),
  isFinished: z.boolean(),
  persona: z.object({ name: z.string(), voice: z.string(), greeting: z.string() }),
  counts: z.object({ services: z.number(), providers: z.number(), policies: z.number() }),
  /** The newest visit of the widget from one of the spa's own pages. */
  seenOnSite: z.object({ at: z.string(), page: z.string() }).nullable(),
  /** The newest conversation that anybody spoke in. */
  testedAt: z.string().nullable(),
})
export type FirstRun = z.infer<typeof FirstRun>
