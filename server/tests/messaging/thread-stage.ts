import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import type { MindRequest, MindTurn } from '../../../sandbox/src/openai/mind/mind-request.ts'
import { think } from '../../../sandbox/src/openai/mind/receptionist.ts'
import { openAiTextModel } from '../../src/adapters/text-model/openai.ts'
import { findThread } from '../../src/channels/find-thread.ts'
import { answerMessages, type AnswerDependencies } from '../../src/conversation/answer-messages.ts'
import { createConversationFeed } from '../../src/conversation/change-feed.ts'
import { readConfig } from '../../src/config.ts'
import { receiveMessage } from '../../src/conversation/receive-message.ts'
import { listenForChanges } from '../../src/db/listen.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import type { JobName } from '../../src/queue/jobs.ts'
import { createToolRegistry } from '../../src/tools/create-registry.ts'
import { createTestDatabase, seedMinimalSpa } from '../harness/database.ts'

const OUR_NUMBER = '+12125550142'
const OUR_MAIL = 'willow@inbound.example'

const INTRODUCTION = /^Ava, AI receptionist at [^:]+: /

interface QueuedJob {
  name: JobName
  payload: Record<string, unknown>
  startAfter: Date | null
}

/** The engine with a model at the wire, and no channel and no worker around it: jobs are kept, and run when a test says so. */
export async function threadStage() {
  const database = await createTestDatabase()
  const spa = await seedMinimalSpa(database.prisma)
  const { tenant } = spa
  const stage = {
    /** What the model says instead of what it thinks, turn by turn. */
    answers: [] as MindTurn[],
    asked: [] as MindRequest[],
    /** What happens while the model thinks. */
    meanwhile: (): Promise<unknown> => Promise.resolve(),
    /** Monday 10:00 in New York. */
    now: new Date('2026-11-30T15:00:00Z'),
    jobs: [] as QueuedJob[],
  }
  const sandbox: Sandbox = await startSandbox({
    port: 0,
    think: (request: MindRequest) => {
      stage.asked.push(request)
      return stage.answers.shift() ?? think(request)
    },
  })
  sandbox.control.setFaults({ textThinkingMs: 0, textDeltaMs: 0 })
  const enqueue: Enqueue = (_tx, name, payload, options) => {
    stage.jobs.push({ name, payload, startAfter: options?.startAfter ?? null })
    return Promise.resolve()
  }
  const logger = pino({ level: 'silent' })
  const changes = createConversationFeed()
  const listening = new AbortController()
  await listenForChanges({
    connectionString: database.appUrl,
    onChange: changes.publish,
    onGap: changes.resyncAll,
    onError: () => undefined,
    signal: listening.signal,
  })
  const { textModel: model } = readConfig({ DATABASE_URL: database.appUrl }).openai
  const textModel = openAiTextModel({ apiKey: 'sk-test', baseUrl: `${sandbox.url}/openai/v1`, model })
  const deps: AnswerDependencies = {
    tools: createToolRegistry({ logger }),
    enqueue,
    logger,
    clock: () => (stage.now = new Date(stage.now.getTime() + 1)),
    changes,
    textModel: {
      ...textModel,
      async turn(request) {
        await stage.meanwhile()
        return textModel.turn(request)
      },
    },
  }
  let messageCount = 0

  /** A text or an email comes in, as the webhooks bring it. */
  async function write(
    text: string,
    options: {
      from?: string
      channel?: 'sms' | 'email'
      answer?: boolean
      asksNothing?: boolean
      externalId?: string
      enqueue?: Enqueue
    } = {},
  ) {
    const { from = '+12125550101', channel = 'sms', answer = true, asksNothing = false } = options
    messageCount += 1
    const externalId = options.externalId ?? `in-${messageCount}`
    stage.now = new Date(stage.now.getTime() + 5_000)
    const { now } = stage
    return tenant.transaction(async (tx) => {
      const ourAddress = channel === 'sms' ? OUR_NUMBER : OUR_MAIL
      const { conversationId } = await findThread(tx, { channel, ourAddress, theirAddress: from, now })
      const received = await receiveMessage(
        tx,
        { tenant, enqueue: options.enqueue ?? enqueue, now },
        { conversationId, channel, text, externalId, sentAt: now, answer, asksNothing },
      )
      return { conversationId, ...received }
    })
  }

  /** Runs the answers that wait. */
  async function answer(options: { isLastTry?: boolean } = {}): Promise<void> {
    const due = stage.jobs.filter(({ name }) => name === 'answer-messages')
    stage.jobs = stage.jobs.filter(({ name }) => name !== 'answer-messages')
    for (const { payload } of due) {
      stage.now = new Date(stage.now.getTime() + 5_000)
      await answerMessages(deps, {
        tenant,
        conversationId: String(payload['conversationId']),
        messageId: String(payload['messageId']),
        isLastTry: options.isLastTry ?? false,
        signal: new AbortController().signal,
      })
    }
  }

  /** What went out, without Ava's introduction. */
  async function sent(conversationId: string) {
    const rows = await tenant.db.outboxMessage.findMany({ where: { conversationId }, orderBy: { id: 'asc' } })
    return rows.map((row) => ({ ...row, text: row.text.replace(INTRODUCTION, '') }))
  }

  return {
    database,
    spa,
    tenant,
    sandbox,
    deps,
    enqueue,
    stage,
    write,
    answer,
    sent,
    says: (...turns: (string | MindTurn)[]) => {
      stage.answers.push(...turns.map((turn) => (typeof turn === 'string' ? { text: turn, toolCalls: [] } : turn)))
    },
    jobsOf: (name: JobName) => stage.jobs.filter((job) => job.name === name),
    row: (conversationId: string) => tenant.db.conversation.findFirstOrThrow({ where: { id: conversationId } }),
    /** "author: words", in order; drafts are not among them. */
    async transcript(conversationId: string): Promise<string[]> {
      const rows = await tenant.db.communicationMessage.findMany({
        where: { conversationId, deliveryStatus: { not: 'draft' } },
        orderBy: { position: 'asc' },
      })
      return rows.map(({ author, text }) => `${author}: ${text.replace(INTRODUCTION, '')}`)
    },
    /** Somebody who works here, by the id of their membership. */
    async hire(name: string): Promise<string> {
      const userId = `user-${randomUUID()}`
      await database.prisma.user.create({ data: { id: userId, name, email: `${userId}@spa.example` } })
      const { id } = await tenant.db.membership.create({ data: { userId, role: 'front_desk' } })
      return id
    },
    async close() {
      listening.abort()
      await sandbox.close()
      await database.drop()
    },
  }
}
export type ThreadStage = Awaited<ReturnType<typeof threadStage>>
