import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { SandboxClock } from './control/clock.ts'
import { sandboxControl } from './control/control.ts'
import type { SandboxControl } from './control/control.ts'
import { createControlRouter } from './control/control-router.ts'
import { Outbox } from './control/outbox.ts'
import { ViolationLog } from './control/violations.ts'
import { PushLog } from './google/calendar/push-log.ts'
import { Quota } from './google/calendar/quota.ts'
import { googleControl } from './google/google-control.ts'
import { keepGoogleData, readGoogleData } from './google/google-file.ts'
import { createGoogleRouter } from './google/google-router.ts'
import type { GoogleState } from './google/google-state.ts'
import { EarScripts } from './openai/ears/ears.ts'
import type { MindRequest, MindTurn } from './openai/mind/mind-request.ts'
import { think as receptionist } from './openai/mind/receptionist.ts'
import type { LogEntry, OpenAiState } from './openai/openai-state.ts'
import { noFaults } from './openai/realtime/faults.ts'
import { realtimeUpgrades } from './openai/realtime/upgrade.ts'
import { createResponsesRouter } from './openai/responses/responses-router.ts'
import { createPageRouter } from './page/page-router.ts'
import { WebhookLog } from './messaging/webhook-log.ts'
import type { MessagingState, ServerAddress } from './messaging/messaging-state.ts'
import { webhooksControl } from './messaging/webhooks-control.ts'
import { eventKeys, SANDBOX_EVENT_KEYS } from './sendgrid/event-signature.ts'
import { sendGridControl } from './sendgrid/sendgrid-control.ts'
import { defaultSendGridData, SANDBOX_SENDGRID, type SendGridSettings } from './sendgrid/sendgrid-data.ts'
import { createSendGridRouter } from './sendgrid/sendgrid-router.ts'
import type { SendGridState } from './sendgrid/sendgrid-state.ts'
import { twilioControl } from './twilio/twilio-control.ts'
import { defaultTwilioData, SANDBOX_ACCOUNT, type TwilioAccount } from './twilio/twilio-data.ts'
import { createTwilioRouter } from './twilio/twilio-router.ts'
import type { TwilioState } from './twilio/twilio-state.ts'

export interface SandboxOptions {
  /** 0 takes a free one. */
  port: number
  host?: string
  log?: (entry: LogEntry) => void
  /** Where what is in the calendars is kept from one start to the next; without it, it is forgotten. */
  dataDir?: string
  /** Where webhooks go; without it they go nowhere until the control names a server. */
  server?: ServerAddress
  twilio?: TwilioAccount
  sendgrid?: SendGridSettings
  /** Another mind than the receptionist, for tests of the wire. */
  think?: (request: MindRequest) => MindTurn
}

export interface Sandbox {
  /** `http://127.0.0.1:3001`, without a path: `/openai/v1`, `/twilio`, `/sendgrid` and `/google` hang below it. */
  url: string
  port: number
  control: SandboxControl
  close: () => Promise<void>
}

/** Starts the providers' stand-ins on one port. Rejects with the system's error when the port cannot be had. */
export async function startSandbox({
  port,
  host = '127.0.0.1',
  log = () => undefined,
  dataDir,
  server: address = { url: null, publicBaseUrl: null },
  twilio: account = SANDBOX_ACCOUNT,
  sendgrid: mail = SANDBOX_SENDGRID,
  think = receptionist,
}: SandboxOptions): Promise<Sandbox> {
  const openai: OpenAiState = {
    clock: new SandboxClock(),
    violations: new ViolationLog(),
    earScripts: new EarScripts(),
    faults: structuredClone(noFaults),
    sessions: new Set(),
    think,
    log,
  }
  const outbox = new Outbox()
  const { clock, violations, faults } = openai
  const googleFile = dataDir === undefined ? null : join(dataDir, 'google.bin')
  const googleData = readGoogleData(googleFile, clock.now())
  const kept = keepGoogleData(googleData, googleFile)
  const google: GoogleState = {
    data: googleData,
    clock,
    violations,
    faults,
    pushes: new PushLog(),
    quota: new Quota(),
    snapshots: new Map(),
    log,
    changed: kept.changed,
  }
  const closing = new AbortController()
  let ownUrl = ''
  const messaging: MessagingState = {
    outbox,
    clock,
    faults,
    webhooks: new WebhookLog(),
    held: new Map(),
    server: { ...address },
    ownUrl: () => ownUrl,
    log,
    closed: closing.signal,
  }
  const twilio: TwilioState = { ...messaging, data: defaultTwilioData(account) }
  const sendgrid: SendGridState = {
    ...messaging,
    data: defaultSendGridData(mail),
    keys: eventKeys(SANDBOX_EVENT_KEYS),
    pending: { events: [], callOff: null },
  }
  const control = sandboxControl(openai, outbox, {
    google: googleControl(google),
    twilio: twilioControl(twilio, account),
    sendgrid: sendGridControl(sendgrid, mail),
    webhooks: webhooksControl(messaging),
  })
  const app = express()
  app.disable('x-powered-by')
  app.use('/control', createControlRouter(control))
  app.use(createPageRouter(control))
  app.use('/openai/v1', createResponsesRouter(openai))
  app.use('/twilio', createTwilioRouter(twilio))
  app.use('/sendgrid', createSendGridRouter(sendgrid))
  app.use(createGoogleRouter(google))
  const server = createServer(app)
  const realtime = realtimeUpgrades(openai)
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', (error) => log({ level: 'warn', msg: 'upgrade', error: error.message }))
    // Not parsed as a URL: what a stranger sends need not be one.
    if (/^\/openai\/v1\/realtime(\?|$)/.test(request.url ?? '')) realtime.upgrade(request, socket as Socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
  })
  server.listen(port, host)
  await once(server, 'listening')
  const { port: taken } = server.address() as AddressInfo
  ownUrl = `http://${host}:${taken}`
  return {
    url: ownUrl,
    port: taken,
    control,
    async close() {
      kept.flush()
      closing.abort()
      realtime.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
