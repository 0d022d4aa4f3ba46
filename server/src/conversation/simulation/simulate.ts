import { randomUUID } from 'node:crypto'
import type { PersonaSource, SimulatedChannel, Simulation } from '@ava/protocol/portal/simulations.ts'
import type { Logger } from 'pino'
import type { TextModel } from '../../adapters/text-model/text-model.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { Prisma } from '../../db/generated/client.ts'
import { newId } from '../../db/new-id.ts'
import type { SharedLimit } from '../../db/shared-limit.ts'
import { storableText } from '../../db/storable-text.ts'
import { countSegments } from '../../messages/segments.ts'
import { fieldsOf } from '../../tenants/persona/persona-rows.ts'
import { loadSettings, type TenantSettings } from '../../tenants/settings.ts'
import { findRedFlag } from '../../tools/red-flags/find-red-flag.ts'
import { asAva } from '../answer-frame.ts'
import { composeAnswer } from '../compose-answer.ts'
import { raiseEmergency, stillLocked } from '../emergency.ts'
import { writeInstructions } from '../instructions.ts'
import { failedReplyWords } from '../limits.ts'
import { introduction } from '../people-words.ts'
import { reply } from '../reply.ts'
import { placeAtEnd } from '../transcript/places.ts'
import { SimulatedConversation, type SimulationDependencies } from './simulated-conversation.ts'
import { SimulationState, type SimulatedMessage } from './simulation-state.ts'

/** Messages of theirs in one try; who wants to go on begins anew. */
const MAX_TURNS = 40
/** A try is forgotten after this long. What it cost is not. */
const KEPT_MS = 7 * 86_400_000

export interface SimulatorDependencies extends SimulationDependencies {
  textModel: TextModel
  logger: Logger
  /** Turns of a spa: each is paid for. */
  limit: SharedLimit
}

export type SimulationResult =
  | { ok: true; simulation: Simulation }
  /** `stale`: another page has gone on with it. `gone`: none of theirs, or forgotten. */
  | { ok: false; reason: 'busy' | 'stale' | 'gone' | 'closed' }

interface Saying {
  actor: string
  channel: SimulatedChannel
  text: string
}

/** Begins a try with what is published or with the draft (what is published, where there is none), by their first words. */
export async function startSimulation(
  deps: SimulatorDependencies,
  tenant: Tenant,
  { source, ...saying }: Saying & { source: PersonaSource },
): Promise<SimulationResult> {
  if (!(await deps.limit.take(tenant.id)).ok) return { ok: false, reason: 'busy' }
  const [settings, draft] = await Promise.all([
    loadSettings(tenant),
    source === 'draft' ? tenant.db.personaVersion.findFirst({ where: { number: null } }) : null,
  ])
  const { turnDetection: _turns, ...published } = settings.persona
  const now = deps.clock()
  const talk: SimulationState = {
    source,
    persona: draft ? fieldsOf(draft) : published,
    startedAt: now.toISOString(),
    messages: [],
    tools: [],
    rows: {},
    closed: null,
  }
  const id = newId()
  const cost = await takeTurn(deps, { tenant, id, talk, settings, saying, signal: AbortSignal.timeout(60_000) })
  await tenant.transaction(async (tx) => {
    // Nobody comes back to the old ones, and made-up words are still words.
    await tx.simulation.updateMany({
      where: { updatedAt: { lt: new Date(now.getTime() - KEPT_MS) }, state: { not: Prisma.DbNull } },
      data: { state: Prisma.DbNull },
    })
    await tx.simulation.create({ data: { id, startedBy: saying.actor, state: talk, costMicroCents: cost } })
  })
  return { ok: true, simulation: viewOf(id, talk, cost) }
}

/** Goes on with a try of the same person. */
export async function continueSimulation(
  deps: SimulatorDependencies,
  tenant: Tenant,
  { id, turn, ...saying }: Saying & { id: string; turn: number },
): Promise<SimulationResult> {
  const row = await tenant.db.simulation.findFirst({ where: { id, startedBy: saying.actor } })
  if (!row?.state) return { ok: false, reason: 'gone' }
  const talk = SimulationState.parse(row.state)
  if (turnsOf(talk) !== turn) return { ok: false, reason: 'stale' }
  if (talk.closed === 'ended' || turn >= MAX_TURNS) return { ok: false, reason: 'closed' }
  if (!(await deps.limit.take(tenant.id)).ok) return { ok: false, reason: 'busy' }
  const settings = await loadSettings(tenant)
  const cost = await takeTurn(deps, { tenant, id, talk, settings, saying, signal: AbortSignal.timeout(60_000) })
  const { count } = await tenant.db.simulation.updateMany({
    where: { id, updatedAt: row.updatedAt },
    data: { state: talk, costMicroCents: { increment: cost } },
  })
  return count === 0
    ? { ok: false, reason: 'stale' }
    : { ok: true, simulation: viewOf(id, talk, row.costMicroCents + cost) }
}

/** What they said, and what Ava says to it. Resolves to what that cost. */
async function takeTurn(
  deps: SimulatorDependencies,
  options: {
    tenant: Tenant
    id: string
    talk: SimulationState
    settings: TenantSettings
    saying: Saying
    signal: AbortSignal
  },
): Promise<bigint> {
  const { tenant, id, talk, saying, signal } = options
  const { channel } = saying
  const settings = { ...options.settings, persona: { ...options.settings.persona, ...talk.persona } }
  const say = (author: SimulatedMessage['author'], text: string, steps?: SimulatedConversation['steps']) => {
    talk.messages.push({
      id: randomUUID(),
      position: placeAtEnd(talk.messages.at(-1)?.position ?? 0),
      author,
      channel,
      text,
      at: deps.clock().toISOString(),
      tools: steps?.tools ?? [],
      consequences: steps?.consequences ?? [],
    })
  }
  const isFirstOnIt = !talk.messages.some((message) => message.author === 'ava' && message.channel === channel)
  // The greeting that the panel shows is the first thing Ava says there.
  if (talk.messages.length === 0 && channel === 'chat') say('ava', settings.persona.greeting)
  const text = storableText(saying.text)
  say('customer', text)

  const conversation = new SimulatedConversation(deps, {
    tenant,
    id,
    settings,
    instructions: writeInstructions(settings, { startedAt: new Date(talk.startedAt) }),
    talk,
  })
  if (talk.closed === 'locked') {
    say('ava', stillLocked)
    return 0n
  }
  const flag = findRedFlag(text)
  if (flag) {
    await conversation.rehearse(async (inside, _tx, enqueue) => {
      const { phone, email, name: spaName } = settings
      const alert = { phone, email, spaName }
      await raiseEmergency(inside, { conversationId: id, flag: flag.flag, alert, enqueue, now: deps.clock() })
      return { result: undefined, effects: [] }
    })
    conversation.steps.consequences.unshift({ kind: 'emergency' })
    talk.closed = 'locked'
    say('ava', flag.say, conversation.steps)
    return 0n
  }
  const answer = await reply(deps, { conversation, channel, signal, words: 'kept' })
  if (answer.ok) {
    const by = asAva(settings)
    const own = channel === 'email' ? await tenant.db.channelAddress.findFirst({ where: { channel } }) : null
    const words = composeAnswer(channel, answer, {
      givenName: null,
      signature: [by.name, by.role, own?.signature ?? settings.name].join('\n'),
      introduction: channel === 'sms' && isFirstOnIt ? introduction(by, settings.name) : '',
    })
    if (conversation.steps.consequences.some(({ kind }) => kind === 'ended')) talk.closed = 'ended'
    say('ava', words, conversation.steps)
  } else {
    // As a visitor would hear it.
    say('ava', failedReplyWords, conversation.steps)
  }
  return conversation.costMicroCents
}

const turnsOf = (talk: SimulationState) => talk.messages.filter(({ author }) => author === 'customer').length

function viewOf(id: string, talk: SimulationState, costMicroCents: bigint): Simulation {
  const turn = turnsOf(talk)
  return {
    id,
    source: talk.source,
    personaName: talk.persona.name,
    messages: talk.messages.map(({ id, author, channel, text, at, tools, consequences }) => ({
      id,
      author,
      channel,
      text,
      at,
      characters: [...text].length,
      segments: channel === 'sms' ? countSegments(text) : null,
      tools,
      consequences,
    })),
    turn,
    closed: talk.closed ?? (turn >= MAX_TURNS ? 'full' : null),
    costMicroCents: Number(costMicroCents),
  }
}
