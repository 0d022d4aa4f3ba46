/** A talk with this spa's own Ava that reaches nobody: `POST /api/portal/simulations`, `POST /simulations/<id>`. */
import { z } from 'zod'

export const SimulatedChannel = z.enum(['chat', 'sms', 'email'])
export type SimulatedChannel = z.infer<typeof SimulatedChannel>

export const PersonaSource = z.enum(['draft', 'published'])
export type PersonaSource = z.infer<typeof PersonaSource>

const text = z
  .string()
  .transform((words) => words.replaceAll('\0', '').trim())
  .pipe(z.string().min(1, 'Write something to Ava.').max(2000, 'Use at most 2,000 characters.'))

export const StartSimulationRequest = z.object({ source: PersonaSource, channel: SimulatedChannel, text })
/** `turn`: how many messages of theirs the page shows, so that two pages do not talk across each other. */
export const ContinueSimulationRequest = z.object({ channel: SimulatedChannel, text, turn: z.number().int().min(1) })

/** What would have happened, and did not. */
export const Consequence = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['booked', 'moved', 'cancelled']),
    service: z.string(),
    provider: z.string().nullable(),
    startsAt: z.iso.datetime(),
    isRequest: z.boolean(),
  }),
  z.object({ kind: z.literal('sent'), channel: z.enum(['sms', 'email']), to: z.string(), text: z.string() }),
  z.object({ kind: z.literal('task'), title: z.string() }),
  z.object({ kind: z.literal('held') }),
  z.object({ kind: z.literal('emergency') }),
  z.object({ kind: z.literal('ended') }),
])
export type Consequence = z.infer<typeof Consequence>

export const Simulation = z.object({
  id: z.uuid(),
  source: PersonaSource,
  /** How she is called there. */
  personaName: z.string(),
  messages: z.array(
    z.object({
      id: z.string(),
      author: z.enum(['customer', 'ava']),
      channel: SimulatedChannel,
      text: z.string(),
      at: z.iso.datetime(),
      characters: z.number().int(),
      /** Of a text: how many it is charged as. */
      segments: z.number().int().nullable(),
      /** What Ava looked up or did before she said it. */
      tools: z.array(z.object({ name: z.string(), ok: z.boolean() })),
      consequences: z.array(Consequence),
    }),
  ),
  turn: z.number().int(),
  /** Nothing more can be said: a red flag, the end, or as many messages as a try may have. */
  closed: z.enum(['locked', 'ended', 'full']).nullable(),
  /** What it has cost so far, in millionths of a cent; counted apart from real conversations. */
  costMicroCents: z.number(),
})
export type Simulation = z.infer<typeof Simulation>
