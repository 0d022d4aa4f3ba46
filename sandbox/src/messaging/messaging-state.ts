import type { SandboxClock } from '../control/clock.ts'
import type { Outbox } from '../control/outbox.ts'
import type { LogEntry } from '../openai/openai-state.ts'
import type { EmailFaults } from '../sendgrid/email-faults.ts'
import type { SmsFaults } from '../twilio/sms-faults.ts'
import type { Held } from './hold-and-shuffle.ts'
import type { MessagingFaults, Provider } from './messaging-faults.ts'
import type { WebhookLog } from './webhook-log.ts'

/** Where the server is that webhooks go to. */
export interface ServerAddress {
  /** Its address on this machine, without a path; null: there is none, and its webhooks are not called. */
  url: string | null
  /** The address that it is known by outside, which is what is signed; null: the same. */
  publicBaseUrl: string | null
}

/** What the sandbox's Twilio and SendGrid share. */
export interface MessagingState {
  outbox: Outbox
  clock: SandboxClock
  /** Changed in place by whoever tests. */
  faults: SmsFaults & EmailFaults & MessagingFaults
  webhooks: WebhookLog
  /** Webhooks that wait to be shuffled. */
  held: Map<Provider, Held>
  server: ServerAddress
  /** The sandbox's own address, without a path. */
  ownUrl: () => string
  log: (entry: LogEntry) => void
  /** Aborted when the sandbox ends. */
  closed: AbortSignal
}

/** The server's address of `path`, as it is known outside; null when there is no server. */
export function publicAddress({ server }: MessagingState, path: string): string | null {
  const base = server.publicBaseUrl ?? server.url
  return base === null ? null : `${base}${path}`
}

/** Where a webhook's address is on this machine; null when it is elsewhere: the sandbox contacts nobody. */
export function localAddress({ server }: MessagingState, address: string): string | null {
  const url = URL.parse(address)
  if (!url) return null
  const isServer = server.publicBaseUrl !== null && url.origin === URL.parse(server.publicBaseUrl)?.origin
  if (isServer && server.url !== null) return `${server.url}${url.pathname}${url.search}`
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)) return null
  return `${url.origin}${url.pathname}${url.search}`
}
