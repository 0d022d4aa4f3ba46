import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import type { MindRequest, MindTurn } from '../../../sandbox/src/openai/mind/mind-request.ts'
import type { ConversationDetail } from '@ava/protocol/portal/conversations.ts'
import type { ConversationAction } from '@ava/protocol/portal/conversation-actions.ts'
import { openDatabase } from '../../src/db/client.ts'
import { createLogger } from '../../src/log.ts'
import { queueMessage } from '../../src/messages/queue-message.ts'
import { openQueue } from '../../src/queue/queue.ts'
import type { JobName } from '../../src/queue/jobs.ts'
import { createTestDatabase, seedMinimalSpa } from '../harness/database.ts'
import { createPerson, password } from '../harness/running-server.ts'
import { startServerProcess, type ServerProcess } from '../harness/server-process.ts'

const OURS = '+12125550142'
/** As all its processes are known outside: what stands in front of them chooses one. */
export const OUTSIDE = 'https://ava.example'
const STAFF = 'maria@willow.example'

/** One service: a database, the providers at the wire, a spa with somebody at its desk, and as many processes as are started. */
export async function serviceStage() {
  const database = await createTestDatabase()
  const admin = openDatabase({ connectionString: database.adminUrl, poolSize: 2 })
  const spa = await seedMinimalSpa(database.prisma, { siteKey: 'willow' })
  const { tenant } = spa
  await tenant.db.channelAddress.create({ data: { channel: 'sms', value: OURS, registration: 'live' } })
  await tenant.db.channelSetting.create({ data: { channel: 'sms', debounceSeconds: 0 } })
  await createPerson(database.prisma, { email: STAFF, spas: [{ tenant, role: 'front_desk' }] })
  const mind = { says: 'We are open until five.', onAsked: (): void => undefined }
  const sandbox: Sandbox = await startSandbox({
    port: 0,
    server: { url: null, publicBaseUrl: OUTSIDE },
    think: (_request: MindRequest): MindTurn => {
      mind.onAsked()
      return { text: mind.says, toolCalls: [] }
    },
  })
  const quick = { textThinkingMs: 0, textDeltaMs: 0 }
  sandbox.control.setFaults(quick)
  const processes: ServerProcess[] = []

  return {
    spa,
    tenant,
    database,
    sandbox,
    mind,
    admin,
    /** Answers come at once again, and nothing goes wrong. */
    calm() {
      sandbox.control.setFaults({ ...quick, messagingFaults: [] })
      Object.assign(mind, { says: 'We are open until five.', onAsked: () => undefined })
    },
    async startProcess(environment: Record<string, string> = {}): Promise<ServerProcess> {
      const started = await startServerProcess({
        databaseUrl: database.appUrl,
        sandboxPort: sandbox.port,
        environment: { PUBLIC_BASE_URL: OUTSIDE, ...environment },
      })
      processes.push(started)
      return started
    },
    /** Somebody texts, and this process is the one that is told. Resolves with the conversation when it has been. */
    async text(via: ServerProcess, { from, words }: { from: string; words: string }): Promise<string> {
      sandbox.control.webhooks.setServer({ url: via.url })
      const { delivered } = await sandbox.control.twilio.receive({ from, to: OURS, text: words })
      await delivered
      const where = { theirAddress: from }
      return (await tenant.db.conversation.findFirstOrThrow({ where, orderBy: { startedAt: 'desc' } })).id
    },
    /** What their phone shows of us. */
    phone: (number: string) =>
      sandbox.control.twilio
        .messages(number)
        .filter(({ direction }) => direction === 'out')
        .map(({ text }) => text),
    /** Queues texts as the program does, all in one transaction; every one to a number of its own. */
    async queueTexts(texts: readonly string[]): Promise<void> {
      const queue = await openQueue({
        connectionString: database.appUrl,
        logger: createLogger({ level: 'silent' }),
      })
      await tenant.transaction(async (tx) => {
        for (const [index, text] of texts.entries()) {
          await queueMessage(tx, queue.enqueue, {
            tenantId: tenant.id,
            channel: 'sms',
            to: `+1212556${String(index).padStart(4, '0')}`,
            text,
            purpose: 'reply',
            kind: 'answer',
          })
        }
      })
      await queue.close()
    },
    /** The states of a queue's jobs that are about this. */
    async jobs(name: JobName, about: Record<string, string>): Promise<string[]> {
      const rows = await admin.$queryRaw<{ state: string }[]>`
        SELECT state::text FROM pgboss.job WHERE name = ${name} AND data @> ${JSON.stringify(about)}::jsonb`
      return rows.map(({ state }) => state)
    },
    /** Somebody at the desk, whose browser talks to this process. */
    async signIn(via: ServerProcess): Promise<string> {
      const response = await fetch(`${via.url}/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: OUTSIDE },
        body: JSON.stringify({ email: STAFF, password }),
      })
      if (!response.ok) throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`)
      return response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
    },
    /** The same desk at any process. */
    desk(via: ServerProcess, cookie: string) {
      const headers = { cookie, origin: OUTSIDE, 'x-ava-spa': spa.tenantId, 'content-type': 'application/json' }
      const ask = async (path: string, init: RequestInit = {}): Promise<ConversationDetail> => {
        const response = await fetch(`${via.url}/api/portal${path}`, { headers, ...init })
        if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
        return (await response.json()) as ConversationDetail
      }
      return {
        read: (id: string) => ask(`/conversations/${id}`),
        act: (id: string, action: ConversationAction) =>
          ask(`/conversations/${id}/action`, { method: 'POST', body: JSON.stringify(action) }),
        /** Opens the live events; what comes is added to `heard`. */
        async listen(): Promise<{ heard: string[]; close: () => void }> {
          const abort = new AbortController()
          const response = await fetch(`${via.url}/api/portal/stream?spa=${spa.tenantId}`, {
            headers,
            signal: abort.signal,
          })
          const heard: string[] = []
          const keep = new WritableStream<string>({ write: (text) => void heard.push(text) })
          response
            .body!.pipeThrough(new TextDecoderStream())
            .pipeTo(keep)
            .catch(() => undefined)
          return { heard, close: () => abort.abort() }
        },
      }
    },
    async close() {
      await Promise.all(processes.map((one) => one.kill()))
      await sandbox.close()
      await admin.$disconnect()
      await database.drop()
    },
  }
}

export type ServiceStage = Awaited<ReturnType<typeof serviceStage>>
