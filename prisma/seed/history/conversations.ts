import { realtimePrices, transcriptionPrices } from '../../../server/src/realtime/prices.ts'
import { textCost } from '../../../server/src/conversation/text-cost.ts'
import type { HistoryContext } from './history.ts'
import type { Person } from './people.ts'
import type { HistoryRows } from './rows.ts'
import { isSpoken, type Beat, type Scene, type SceneChannel } from './scene.ts'

const voiceModel = 'gpt-realtime-2.1'
const transcriptionModel = 'gpt-transcribe'
const textModel = 'gpt-5.4-mini'

/** Gives a scene its time, channel and people, and adds it to the rows. Returns the conversation's id and when it ended. */
export function stage(
  context: HistoryContext,
  rows: HistoryRows,
  options: { scene: Scene; channel: SceneChannel; startsAt: Date; person: Person | null; pageUrl: string },
): { conversationId: string; endedAt: Date } {
  const { random, now } = context
  const { scene, channel, startsAt, person } = options
  const conversationId = random.uuid(startsAt)
  const beats = timed(context, scene.beats, channel, startsAt)
  const endedAt = new Date((beats.at(-1)?.endsAt ?? startsAt).getTime() + (isSpoken(channel) ? 1_500 : 20_000))
  const isOver = endedAt < now && scene.status !== 'locked'
  const visitorId = addVisitor(context, rows, { channel, person, startsAt, endedAt })
  const usage = usageOf(context, beats, { conversationId, channel })
  const mood = moodOf(context, scene)
  rows.conversation.push({
    id: conversationId,
    visitorId,
    customerId: person?.id ?? null,
    verifiedAt: scene.beats.some((beat) => beat.kind === 'event' && beat.type === 'identified') ? endedAt : null,
    channel,
    status: scene.status === 'locked' ? 'locked' : 'ended',
    isAiActive: false,
    pageUrl: visitorId ? options.pageUrl : null,
    startedAt: startsAt,
    lastActivityAt: endedAt,
    endedAt: isOver ? endedAt : null,
    endReason: isOver ? scene.endReason : null,
    outcome: scene.outcome,
    summary: scene.summary,
    ...mood,
    costMicroCents: usage.reduce((sum, entry) => sum + BigInt(entry.microCents), 0n),
  })
  rows.usageEntry.push(...usage)
  addBeats(context, rows, { beats, conversationId, channel, person })
  if (isSpoken(channel)) addCall(context, rows, { beats, conversationId, startsAt, endedAt, reason: scene.endReason })
  if (scene.task) addTask(context, rows, { task: scene.task, conversationId, endedAt })
  return { conversationId, endedAt }
}

type TimedBeat = Beat & { startsAt: Date; endsAt: Date }

/** How long everything takes: speech at 15 letters a second, typing, reading, and the hours between two emails. */
function timed({ random }: HistoryContext, beats: Beat[], channel: SceneChannel, startsAt: Date): TimedBeat[] {
  let at = startsAt.getTime()
  const waitMs = (from: number, to: number) => random.int(from * 1000, to * 1000)
  return beats.map((beat) => {
    let lastsMs = 0
    if (beat.kind === 'tool') lastsMs = random.int(40, 650)
    else if (beat.kind === 'say') {
      const isCustomer = beat.by === 'customer'
      if (channel === 'sms') at += isCustomer ? waitMs(25, 420) : waitMs(3, 9)
      else if (channel === 'email') at += isCustomer ? waitMs(600, 9_000) : waitMs(40, 150)
      else if (channel === 'chat') at += isCustomer ? waitMs(4, 35) + beat.text.length * 120 : waitMs(1, 4)
      else at += isCustomer ? waitMs(0, 2) + 300 : random.int(550, 1_400)
      if (beat.by === 'staff') at += waitMs(30, 200)
      lastsMs = isSpoken(channel) ? Math.round((beat.text.length / 15) * 1000) : 0
    }
    const timedBeat = { ...beat, startsAt: new Date(at), endsAt: new Date(at + lastsMs) }
    at += lastsMs
    return timedBeat
  })
}

function addVisitor(
  { random }: HistoryContext,
  rows: HistoryRows,
  options: { channel: SceneChannel; person: Person | null; startsAt: Date; endedAt: Date },
): string | null {
  const { channel, person, startsAt, endedAt } = options
  if (channel !== 'chat' && channel !== 'voice') return null
  const id = random.uuid(startsAt)
  rows.visitor.push({ id, customerId: person?.id ?? null, createdAt: startsAt, lastSeenAt: endedAt })
  return id
}

function addBeats(
  { random, spa }: HistoryContext,
  rows: HistoryRows,
  options: { beats: TimedBeat[]; conversationId: string; channel: SceneChannel; person: Person | null },
): void {
  const { beats, conversationId, channel, person } = options
  const { definition } = spa
  let position = 0
  for (const beat of beats) {
    const id = random.uuid(beat.startsAt)
    if (beat.kind === 'event') {
      rows.communicationEvent.push({
        id,
        conversationId,
        at: beat.startsAt,
        type: beat.type,
        data: beat.data as object,
      })
    } else if (beat.kind === 'tool') {
      rows.toolCall.push({
        id,
        conversationId,
        callId: `call_${id.replaceAll('-', '').slice(-16)}`,
        name: beat.name,
        arguments: beat.arguments as object,
        status: 'done',
        result: beat.result as object,
        startedAt: beat.startsAt,
        endedAt: beat.endsAt,
      })
    } else {
      position += 10
      const isInbound = beat.by === 'customer'
      rows.communicationMessage.push({
        id,
        conversationId,
        position,
        direction: isInbound ? 'inbound' : 'outbound',
        author: beat.by,
        channel,
        text: beat.isInterrupted
          ? beat.text.slice(0, Math.floor(beat.text.length * 0.6)).replace(/\s\S*$/, '')
          : beat.text,
        isInterrupted: beat.isInterrupted ?? false,
        deliveryStatus: isInbound || isSpoken(channel) || channel === 'chat' ? 'none' : 'delivered',
        sentAt: beat.startsAt,
      })
      if (channel === 'sms') {
        const theirs = person?.phone ?? `+1${definition.areaCodes[0]}5550199`
        rows.smsDetails.push({
          messageId: id,
          fromNumber: isInbound ? theirs : definition.phone,
          toNumber: isInbound ? definition.phone : theirs,
          segments: Math.ceil(beat.text.length / 153),
        })
      }
      if (channel === 'email') {
        const theirs = person?.email ?? 'somebody@example.com'
        rows.emailDetails.push({
          messageId: id,
          fromAddress: isInbound ? theirs : definition.email,
          toAddress: isInbound ? definition.email : theirs,
          subject: position === 10 ? 'A question' : 'Re: A question',
        })
      }
    }
  }
}

function addCall(
  { random, spa }: HistoryContext,
  rows: HistoryRows,
  options: { beats: TimedBeat[]; conversationId: string; startsAt: Date; endedAt: Date; reason: string },
): void {
  const { beats, conversationId, startsAt, endedAt, reason } = options
  const replies = beats.filter((beat) => beat.kind === 'say' && beat.by === 'ava').slice(1)
  const interruptions = beats.filter((beat) => beat.kind === 'say' && beat.isInterrupted).length
  const id = random.uuid(startsAt)
  rows.voiceCallDetails.push({
    id,
    conversationId,
    startedAt: startsAt,
    endedAt,
    endReason: reason,
    model: voiceModel,
    voice: spa.definition.persona.voice,
    turnCount: replies.length,
    interruptions,
    // Most answers come in well under a second; now and then one has to wait for a tool.
    latenciesMs: replies.map(() =>
      Math.round(520 + 260 * random.next() + (random.chance(0.15) ? random.int(300, 1_100) : 0)),
    ),
  })
  const event = (type: string, at: Date, data: object) => ({ id: random.uuid(at), conversationId, at, type, data })
  rows.communicationEvent.push(
    event('call_started', startsAt, { callId: id }),
    event('call_ended', endedAt, { callId: id, reason, durationMs: endedAt.getTime() - startsAt.getTime() }),
  )
}

/** One entry for each reply of Ava, as the providers bill them; the context grows with every turn. */
function usageOf(
  { random }: HistoryContext,
  beats: TimedBeat[],
  options: { conversationId: string; channel: SceneChannel },
): HistoryRows['usageEntry'] {
  const { conversationId, channel } = options
  const entries: HistoryRows['usageEntry'] = []
  let heardSeconds = 0
  let writtenTokens = 0
  for (const beat of beats) {
    if (beat.kind !== 'say') continue
    const tokens = Math.ceil(beat.text.length / 4)
    if (beat.by === 'customer' && isSpoken(channel)) {
      const audioSeconds = Math.max(1, Math.round(beat.text.length / 15))
      heardSeconds += audioSeconds
      entries.push(
        entry(beat, 'transcription', {
          audioSeconds,
          microCents: BigInt(audioSeconds) * (transcriptionPrices[transcriptionModel] ?? 0n),
        }),
      )
    }
    if (beat.by === 'ava') entries.push(isSpoken(channel) ? spoken(beat, tokens) : written(beat, tokens))
    writtenTokens += tokens
  }
  return entries

  function spoken(beat: TimedBeat & { kind: 'say' }, tokens: number) {
    const price = realtimePrices[voiceModel]!
    const counts = {
      inputTextTokens: 90 + writtenTokens,
      cachedTextTokens: 2_800,
      inputAudioTokens: heardSeconds * 10,
      outputTextTokens: tokens,
      outputAudioTokens: Math.round((beat.text.length / 15) * 20),
    }
    const microCents =
      BigInt(counts.inputTextTokens) * price.inputText +
      BigInt(counts.cachedTextTokens) * price.cachedText +
      BigInt(counts.inputAudioTokens) * price.inputAudio +
      BigInt(counts.outputTextTokens) * price.outputText +
      BigInt(counts.outputAudioTokens) * price.outputAudio
    return entry(beat, 'realtime_response', { ...counts, microCents })
  }

  function written(beat: TimedBeat, tokens: number) {
    const counts = { inputTokens: 3_000 + writtenTokens, cachedInputTokens: 2_800, outputTokens: tokens + 30 }
    return entry(beat, 'text_response', {
      inputTextTokens: counts.inputTokens - counts.cachedInputTokens,
      cachedTextTokens: counts.cachedInputTokens,
      outputTextTokens: counts.outputTokens,
      microCents: textCost({ model: textModel, ...counts }),
    })
  }

  function entry(
    beat: TimedBeat,
    kind: string,
    counts: { microCents: bigint } & Partial<Record<string, number | bigint>>,
  ) {
    const id = random.uuid(beat.endsAt)
    const model = kind === 'text_response' ? textModel : kind === 'transcription' ? transcriptionModel : voiceModel
    return { id, conversationId, kind, model, externalId: `${kind}-${id.slice(-12)}`, at: beat.endsAt, ...counts }
  }
}

/** How content they seemed. Most short conversations are not scored at all. */
function moodOf({ random }: HistoryContext, scene: Scene): { satisfaction: number | null; sentiment: string | null } {
  if (scene.outcome === 'abandoned' || scene.outcome === 'emergency' || random.chance(0.38))
    return { satisfaction: null, sentiment: null }
  const good = {
    booked: 0.93,
    moved: 0.85,
    cancelled: 0.6,
    answered: 0.82,
    message_taken: 0.7,
    transferred: 0.5,
  }
  if (random.chance(good[scene.outcome])) return { satisfaction: random.int(4, 5), sentiment: 'positive' }
  return random.chance(0.6)
    ? { satisfaction: 3, sentiment: 'neutral' }
    : { satisfaction: random.int(1, 2), sentiment: 'negative' }
}

/** Somebody has seen to what is older than three days. */
function addTask(
  { random, now }: HistoryContext,
  rows: HistoryRows,
  options: { task: NonNullable<Scene['task']>; conversationId: string; endedAt: Date },
): void {
  const { task, conversationId, endedAt } = options
  const closedAt = new Date(endedAt.getTime() + random.int(30, 72 * 60) * 60_000)
  const isDone = closedAt < now
  rows.task.push({
    id: random.uuid(endedAt),
    conversationId,
    kind: task.kind,
    status: isDone ? 'done' : 'open',
    title: task.title,
    data: task.data as object,
    createdAt: endedAt,
    closedAt: isDone ? closedAt : null,
  })
}
