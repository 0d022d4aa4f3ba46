import type { Voice } from '@ava/protocol/portal/persona.ts'
import { createHash } from 'node:crypto'
import type { UpstreamVoice } from '../adapters/voice/upstream-voice.ts'
import type { SharedLimit } from '../db/shared-limit.ts'
import type { Tenant } from '../db/for-tenant.ts'
import { asWav } from './wav.ts'

/** A sentence takes some three seconds, whatever the provider has to think first. */
const TIMEOUT_MS = 20_000
/** Samples that are kept: a spa compares a handful, and each is some 200 kB. */
const KEPT = 40

export type VoiceSampler = (
  tenant: Tenant,
  voice: Voice,
) => Promise<{ ok: true; wav: Uint8Array } | { ok: false; reason: 'busy' | 'unavailable' }>

export interface VoiceSampleDependencies {
  upstream: UpstreamVoice
  models: { realtime: string; transcription: string }
  /** By spa: each new sample is paid for. */
  limit: SharedLimit
  logger: { warn(data: object, message: string): void }
}

/**
 * How a voice sounds, spoken by the model that speaks in calls: what is heard here is what customers hear. (The
 * provider's separate speech API ends in January 2027.) The same sentence in the same voice is asked for once.
 */
export function createVoiceSampler(deps: VoiceSampleDependencies): VoiceSampler {
  const kept = new Map<string, Promise<Uint8Array>>()
  return async (tenant, voice) => {
    const spa = await tenant.db.tenant.findFirstOrThrow({ select: { name: true, persona: { select: { name: true } } } })
    const text = `Hi, this is ${spa.persona?.name ?? 'Ava'}, the AI receptionist at ${spa.name}. I can help you book a visit, or answer a question.`
    const key = `${voice} ${text}`
    let sample = kept.get(key)
    if (!sample) {
      if (!(await deps.limit.take(tenant.id)).ok) return { ok: false, reason: 'busy' }
      const safetyIdentifier = createHash('sha256').update(`sample:${tenant.id}`).digest('hex')
      sample = speak(deps, { voice, text, safetyIdentifier })
      kept.set(key, sample)
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    }
    try {
      return { ok: true, wav: await sample }
    } catch (error) {
      kept.delete(key)
      deps.logger.warn({ err: error, voice }, 'a voice could not be heard')
      return { ok: false, reason: 'unavailable' }
    }
  }
}

class VoiceSampleError extends Error {
  override name = 'VoiceSampleError'
}

function speak(
  { upstream, models }: VoiceSampleDependencies,
  { voice, text, safetyIdentifier }: { voice: Voice; text: string; safetyIdentifier: string },
): Promise<Uint8Array> {
  const said = Promise.withResolvers<Uint8Array>()
  const chunks: Buffer[] = []
  const instructions = `Say exactly this, word for word, and nothing else: "${text}"`
  const fail = (reason: string) => said.reject(new VoiceSampleError(reason))
  const session = upstream.connect(
    { model: models.realtime, safetyIdentifier },
    {
      audio: ({ base64 }) => void chunks.push(Buffer.from(base64, 'base64')),
      closed: ({ reason }) => fail(`the session closed: ${reason}`),
      event: (event) => {
        if (event.type === 'configured')
          session.send({ type: 'respond', id: 'sample', instructions, isWithoutTools: true })
        if (event.type === 'refused') fail(event.code ?? 'refused')
        if (event.type !== 'response_ended') return
        if (event.status === 'completed' && chunks.length > 0) said.resolve(asWav(Buffer.concat(chunks)))
        else fail(event.errorCode ?? event.status)
      },
    },
  )
  session.send({
    type: 'configure',
    id: 'configure',
    session: {
      instructions,
      tools: [],
      voice,
      transcriptionModel: models.transcription,
      turnDetection: { type: 'server_vad', threshold: 0.6, prefixPaddingMs: 300, silenceMs: 600 },
      maxOutputTokens: 2_048,
    },
  })
  const timer = setTimeout(() => fail('it took too long'), TIMEOUT_MS)
  return said.promise.finally(() => {
    clearTimeout(timer)
    session.close()
  })
}
