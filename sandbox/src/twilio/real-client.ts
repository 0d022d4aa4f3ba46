import twilio from 'twilio'
import type { Sandbox } from '../start-sandbox.ts'

/** Twilio's own client, led to the sandbox. Nothing is tried twice. */
export function twilioClient(
  { url, control }: Sandbox,
  { accountSid = control.twilio.account().accountSid, authToken = 'sandbox' } = {},
): twilio.Twilio {
  return twilio(accountSid, authToken, { httpClient: new Redirected(`${url}/twilio`), autoRetry: false })
}

class Redirected extends twilio.RequestClient {
  readonly #base: string

  constructor(base: string) {
    super()
    this.#base = base
  }

  override request<T>(options: Parameters<twilio.RequestClient['request']>[0]) {
    const { pathname, search } = new URL(options.uri)
    return super.request<T>({ ...(options as object), uri: `${this.#base}${pathname}${search}` } as never)
  }
}

/** The code and the HTTP status with which Twilio refuses, or null when it does not. */
export async function refusal(asked: Promise<unknown>): Promise<{ code: number | undefined; status: number } | null> {
  try {
    await asked
    return null
  } catch (error) {
    if (!(error instanceof twilio.RestException)) throw error
    return { code: error.code, status: error.status }
  }
}
