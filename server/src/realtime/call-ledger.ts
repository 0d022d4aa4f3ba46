import type { ResponseUsage, TranscriptionUsage } from '../adapters/voice/upstream-voice.ts'
import type { ActiveConversation } from '../conversation/active-conversation.ts'
import { responseCost, transcriptionCost } from './ledger.ts'
import type { VoiceDependencies } from './voice-dependencies.ts'

/** What one call has cost so far, entry by entry as the provider reports it. */
export class CallLedger {
  readonly #deps: VoiceDependencies
  readonly #conversation: ActiveConversation
  readonly #counted = new Set<string>()
  microCents = 0n
  #hasWarned = false

  constructor(deps: VoiceDependencies, conversation: ActiveConversation) {
    this.#deps = deps
    this.#conversation = conversation
  }

  get isOverCap(): boolean {
    return this.microCents >= this.#deps.limits.callMicroCents
  }

  response(responseId: string, usage: ResponseUsage): void {
    const model = this.#deps.models.realtime
    const cost = responseCost(model, usage)
    if (!this.#isNew(responseId)) return
    this.#warnOfUnknown(model, cost.isPriceKnown)
    this.microCents += cost.microCents
    const record = { kind: 'realtime_response' as const, model, externalId: responseId, microCents: cost.microCents }
    this.#conversation.recordUsage({ ...record, ...usage })
  }

  transcription(itemId: string, usage: TranscriptionUsage): void {
    const model = this.#deps.models.transcription
    const cost = transcriptionCost(model, usage)
    const externalId = `heard:${itemId}`
    if (!this.#isNew(externalId)) return
    this.#warnOfUnknown(model, cost.isPriceKnown)
    this.microCents += cost.microCents
    this.#conversation.recordUsage({
      kind: 'transcription',
      model,
      externalId,
      audioSeconds: cost.seconds,
      microCents: cost.microCents,
      ...(usage.type === 'tokens'
        ? {
            inputAudioTokens: usage.audioTokens,
            inputTextTokens: usage.textTokens,
            outputTextTokens: usage.outputTokens,
          }
        : {}),
    })
  }

  #isNew(externalId: string): boolean {
    if (this.#counted.has(externalId)) return false
    this.#counted.add(externalId)
    return true
  }

  #warnOfUnknown(model: string, isPriceKnown: boolean): void {
    if (isPriceKnown || this.#hasWarned) return
    this.#hasWarned = true
    this.#deps.logger.warn({ model }, 'no price is known for this model: the dearest known one is counted')
  }
}
