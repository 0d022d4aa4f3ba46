import { Consequence, PersonaSource, SimulatedChannel } from '@ava/protocol/portal/simulations.ts'
import { z } from 'zod'
import { MadeRows } from '../../db/rehearsal-rows.ts'
import { Escalations } from '../../tenants/persona/persona-rows.ts'

const Tool = z.object({
  callId: z.string(),
  name: z.string(),
  argumentsJson: z.string(),
  output: z.string(),
  /** The place of the last message before the call. */
  afterPosition: z.number(),
})

const Message = z.object({
  id: z.string(),
  position: z.number(),
  author: z.enum(['customer', 'ava']),
  channel: SimulatedChannel,
  text: z.string(),
  at: z.iso.datetime(),
  tools: z.array(z.object({ name: z.string(), ok: z.boolean() })),
  consequences: z.array(Consequence),
})

/** All of a simulation, as it is kept between two of its turns. */
export const SimulationState = z.object({
  source: PersonaSource,
  /** As it was when the talk began: a talk keeps its instructions. */
  persona: z.object({
    name: z.string(),
    voice: z.string(),
    greeting: z.string(),
    tone: z.string(),
    houseRules: z.array(z.string()),
    suggestions: z.array(z.string()),
    privacyLine: z.string(),
    languages: z.array(z.string()),
    escalations: Escalations,
  }),
  startedAt: z.iso.datetime(),
  messages: z.array(Message),
  tools: z.array(Tool),
  rows: MadeRows,
  closed: z.enum(['locked', 'ended']).nullable(),
})
export type SimulationState = z.infer<typeof SimulationState>
export type SimulatedMessage = SimulationState['messages'][number]
