import { createHmac } from 'node:crypto'
import type { LogEntry } from '../openai/openai-state.ts'
import type { MessageResource } from './message-resource.ts'

const TIMEOUT_MS = 5000

/** Tells the message's `StatusCallback` that it was sent, then delivered, signed as Twilio signs. Only on this machine. */
export async function reportDelivery(
  message: MessageResource,
  { callback, authToken, log }: { callback: string; authToken: string; log: (entry: LogEntry) => void },
): Promise<void> {
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(callback).hostname)) {
    log({ level: 'warn', msg: 'a status callback outside this machine is not called: the sandbox contacts nobody' })
    return
  }
  for (const status of ['sent', 'delivered'] as const) {
    const params: Record<string, string> = {
      AccountSid: message.account_sid,
      ApiVersion: message.api_version,
      From: message.from ?? '',
      MessageSid: message.sid,
      MessageStatus: status,
      SmsSid: message.sid,
      SmsStatus: status,
      To: message.to,
    }
    try {
      await fetch(callback, {
        method: 'POST',
        headers: { 'x-twilio-signature': sign(callback, params, authToken) },
        body: new URLSearchParams(params),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      message.status = status
    } catch (error) {
      log({ level: 'warn', msg: 'a status callback was not answered', callback, error: String(error) })
      return
    }
  }
}

/** HMAC-SHA1 over the URL and the parameters in the order of their names. */
export function sign(url: string, params: Record<string, string>, authToken: string): string {
  const signed = Object.keys(params)
    .sort()
    .reduce((text, name) => text + name + params[name], url)
  return createHmac('sha1', authToken).update(signed).digest('base64')
}
