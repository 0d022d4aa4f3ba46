/**
 * The whole machine, built once and in order. Every part can be replaced by name in a test; a part that is
 * given is used by all that is built after it.
 */
import type { IncomingMessage } from 'node:http'
import type { SpaMembership } from '@ava/protocol/portal/me.ts'
import type { CalendarProvider } from './adapters/calendar/calendar.ts'
import { createGoogleCalendar } from './adapters/calendar/google.ts'
import type { EmailSender } from './adapters/email/email.ts'
import { createSendGridEmail } from './adapters/email/sendgrid.ts'
import type { SmsSender } from './adapters/sms/sms.ts'
import { TWILIO_STATUS_PATH } from './adapters/sms/status-address.ts'
import { createTwilioSms } from './adapters/sms/twilio.ts'
import { openAiTextModel } from './adapters/text-model/openai.ts'
import type { TextModel } from './adapters/text-model/text-model.ts'
import { openaiRealtime } from './adapters/voice/openai-realtime.ts'
import type { UpstreamVoice } from './adapters/voice/upstream-voice.ts'
import { createAccountMail, type AccountMail } from './auth/account-mail.ts'
import { createAuth, type Auth } from './auth/auth.ts'
import { createPortalSessions } from './auth/portal-session.ts'
import { PUSH_PATH, type CalendarDependencies } from './calendars/dependencies.ts'
import { startWidgetChat } from './channels/widget-chat.ts'
import { createWidgetSockets, type WidgetSockets } from './channels/widget-socket.ts'
import { startWidgetCall } from './channels/widget-voice.ts'
import type { Config } from './config.ts'
import { isLoopbackHost } from './config-urls.ts'
import { createConversationFeed } from './conversation/change-feed.ts'
import { openConversation } from './conversation/open-conversation.ts'
import { takesCalls } from './conversation/reply-mode.ts'
import type { SimulatorDependencies } from './conversation/simulation/simulate.ts'
import { checkApplicationRole } from './db/check-role.ts'
import { openDatabase, type PrismaClient } from './db/client.ts'
import { findTenantBySiteKey, membershipsOfUser } from './db/directory.ts'
import { forTenant, type Tenant } from './db/for-tenant.ts'
import { listenForChanges } from './db/listen.ts'
import { rehearse } from './db/rehearsal.ts'
import { createSharedLimit } from './db/shared-limit.ts'
import { clientAddress, trustFunction } from './http/client-address.ts'
import type { ReadinessCheck } from './http/health.ts'
import { onceForEachVisit } from './http/portal/agency-visits.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import type { PortalAccess } from './http/portal/access.ts'
import { createChangeHub, type ChangeHub } from './http/portal/change-hub.ts'
import { startWorker } from './jobs/worker.ts'
import { createLogger, type Logger } from './log.ts'
import { openQueue, type Queue } from './queue/queue.ts'
import { systemClock } from './realtime/clock.ts'
import { createVoiceSampler, type VoiceSampler } from './realtime/voice-sample.ts'
import { defaultVoiceLimits, type VoiceLimits } from './realtime/voice-dependencies.ts'
import { recordAgencyVisit } from './tenants/agency-visit.ts'
import { createToolRegistry } from './tools/create-registry.ts'
import type { ToolRegistry } from './tools/registry.ts'

/** What a test may put in the place of the real thing. */
export interface Parts {
  logger: Logger
  clock: () => Date
  upstreamVoice: UpstreamVoice
  voiceLimits: VoiceLimits
  textModel: TextModel
  sms: SmsSender
  email: EmailSender
  calendarProvider: CalendarProvider
  tools: ToolRegistry
  /** Times of the widget's socket, shortened in tests. */
  socketTiming: { pingEveryMs: number; stalledAfterMs: number }
}

export interface Context {
  config: Config
  logger: Logger
  clock: () => Date
  database: PrismaClient
  queue: Queue
  auth: Auth
  accountMail: AccountMail
  portalAccess: PortalAccess
  calendars: CalendarDependencies
  textModel: TextModel
  /** Talks with Ava that reach nobody. */
  simulator: SimulatorDependencies
  voiceSample: VoiceSampler
  metrics: Metrics
  sockets: WidgetSockets
  readiness: Record<string, ReadinessCheck>
  findTenant: (siteKey: string) => Promise<Tenant | null>
  watchTenant: ChangeHub['watch']
  /** Aborted when the process goes down: nothing new begins. */
  draining: AbortSignal
  /** Ends calls and streams, lets tools and jobs finish, and closes the database. */
  close(): Promise<void>
}

/** Throws when the database is missing, not migrated, or reached as a role that row-level security does not bind. */
export async function createContext(config: Config, parts: Partial<Parts> = {}): Promise<Context> {
  const logger = parts.logger ?? createLogger({ level: config.logLevel })
  const clock = parts.clock ?? (() => new Date())
  const draining = new AbortController()

  const database = openDatabase({
    connectionString: config.databaseUrl,
    onConnectionLost: (error) => logger.warn({ err: error }, 'database connection lost'),
  })
  await checkApplicationRole(database)
  const queue = await openQueue({ connectionString: config.databaseUrl, logger })
  const tenant = (tenantId: string) => forTenant(database, tenantId, config.keyring)
  const findTenant = async (siteKey: string) => {
    const row = await findTenantBySiteKey(database, siteKey)
    return row && tenant(row.id)
  }

  const { openai } = config
  const sms =
    parts.sms ?? createTwilioSms({ ...config.twilio, statusUrl: reachable(config, config.twilio, TWILIO_STATUS_PATH) })
  const email = parts.email ?? createSendGridEmail(config.sendgrid)
  const textModel =
    parts.textModel ?? openAiTextModel({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, model: openai.textModel })
  const upstream =
    parts.upstreamVoice ??
    openaiRealtime({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, isSandboxed: openai.isSandboxed })
  const tools = parts.tools ?? createToolRegistry({ logger })

  const conversations = createConversationFeed()
  const conversationDeps = { tools, enqueue: queue.enqueue, logger, clock, changes: conversations }
  const voiceDeps = {
    upstream,
    logger,
    models: { realtime: openai.realtimeModel, transcription: openai.transcriptionModel },
    limits: parts.voiceLimits ?? defaultVoiceLimits,
    clock: systemClock,
  }
  const limits = { database, secret: config.authSecret }
  const simulator: SimulatorDependencies = {
    tools,
    textModel,
    logger,
    clock,
    limit: createSharedLimit(limits, { name: 'simulator', points: 60, seconds: 60 }),
    rehearse: (options, work) => rehearse(database, { ...options, keyring: config.keyring }, work),
  }
  const voiceSample = createVoiceSampler({
    upstream,
    models: voiceDeps.models,
    logger,
    limit: createSharedLimit(limits, { name: 'voice-samples', points: 30, seconds: 60 }),
  })
  const trust = trustFunction(config.trustProxy)
  const sockets = createWidgetSockets({
    logger,
    clock,
    findTenant,
    changes: conversations,
    openConversation: (options) => openConversation(conversationDeps, options),
    startChat: (options) => startWidgetChat({ textModel, logger, clock }, options),
    startCall: (options) => startWidgetCall(voiceDeps, options),
    takesCalls: (conversation) => takesCalls(conversation.tenant),
    addressOf: (request: IncomingMessage) => clientAddress(request, trust),
    limits: config.limits,
    ...(parts.socketTiming ?? { pingEveryMs: 15_000, stalledAfterMs: 10_000 }),
  })

  const hub = createChangeHub()
  await listenForChanges({
    connectionString: config.databaseUrl,
    onChange: (change) => {
      hub.publish(change)
      conversations.publish(change)
    },
    onGap: () => {
      hub.resyncAll()
      conversations.resyncAll()
    },
    onError: (error) => logger.warn({ err: error }, 'live changes interrupted'),
    signal: draining.signal,
  })

  const accountMail = createAccountMail({ database, enqueue: queue.enqueue, secret: config.authSecret })
  const auth = createAuth({
    mail: accountMail,
    database,
    logger,
    secret: config.authSecret,
    baseUrl: config.publicBaseUrl,
    trustedOrigins: config.ownOrigins,
  })
  const portalAccess: PortalAccess = {
    sessions: createPortalSessions({ auth, database, clock }),
    membershipsOf: async (userId) => (await membershipsOfUser(database, userId)).map(toSpaMembership),
    tenant,
    enterAsAgency: onceForEachVisit((visit) => recordAgencyVisit(tenant(visit.tenantId), visit)),
  }

  const calendars: CalendarDependencies = {
    calendars: parts.calendarProvider ?? createGoogleCalendar(config.google),
    enqueue: queue.enqueue,
    logger,
    clock,
    publicBaseUrl: config.publicBaseUrl,
    pushAddress: reachable(config, config.google, PUSH_PATH),
  }
  await startWorker({
    database,
    secret: config.authSecret,
    publicBaseUrl: config.publicBaseUrl,
    queue,
    logger,
    clock,
    tenant,
    sms,
    email,
    textModel,
    conversations: conversationDeps,
    calendars,
    allowsLoopback: !config.isProduction,
  })

  const metrics = createMetrics()
  metrics.gauge('ava_sockets_open', 'Widgets connected', sockets.openCount)
  metrics.gauge('ava_calls_open', 'Calls going on', sockets.callCount)

  return {
    config,
    logger,
    clock,
    database,
    queue,
    auth,
    accountMail,
    portalAccess,
    calendars,
    textModel,
    simulator,
    voiceSample,
    metrics,
    sockets,
    readiness: { database: () => database.$queryRaw`select 1`, queue: queue.check },
    findTenant,
    watchTenant: hub.watch,
    draining: draining.signal,
    async close() {
      draining.abort()
      // Calls first: what they still do may queue jobs and writes.
      await sockets.drain()
      await queue.close()
      await database.$disconnect()
      metrics.registry.clear()
    },
  }
}

/** The address of ours that a provider may call: https only, but the sandbox also on this machine. Null: none. */
function reachable(
  { publicBaseUrl }: Pick<Config, 'publicBaseUrl'>,
  { isSandboxed }: { isSandboxed: boolean },
  path: string,
): string | null {
  const { protocol, hostname } = new URL(publicBaseUrl)
  const isReachable = protocol === 'https:' || (isSandboxed && isLoopbackHost(hostname))
  return isReachable ? `${publicBaseUrl}${path}` : null
}

function toSpaMembership(row: Awaited<ReturnType<typeof membershipsOfUser>>[number]): SpaMembership {
  const { tenantId, siteKey, name, timeZone, role, providerId, agencyName } = row
  return { tenantId, siteKey, name, timeZone, role, providerId, agencyName }
}
