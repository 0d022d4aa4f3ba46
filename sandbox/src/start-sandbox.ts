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
import { createSendGridRouter } from './sendgrid/sendgrid-router.ts'
import { createTwilioRouter } from './twilio/twilio-router.ts'

export interface SandboxOptions {
  /** 0 takes a free one. */
  port: number
  host?: string
  log?: (entry: LogEntry) => void
  /** Where what is in the calendars is kept from one start to the next; without it, it is forgotten. */
  dataDir?: string
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
  const control = sandboxControl(openai, outbox, googleControl(google))
  const app = express()
  app.disable('x-powered-by')
  app.use('/control', createControlRouter(control))
  app.use(createPageRouter(control))
  app.use('/openai/v1', createResponsesRouter(openai))
  app.use('/twilio', createTwilioRouter({ outbox, clock, faults, log }))
  app.use('/sendgrid', createSendGridRouter({ outbox, clock, faults }))
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
  return {
    url: `http://${host}:${taken}`,
    port: taken,
    control,
    async close() {
      kept.flush()
      realtime.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
