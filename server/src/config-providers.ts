import { readSendGridWebhooks } from './config-sendgrid.ts'
import { baseUrlProblem, isLoopbackHost } from './config-urls.ts'

export interface OpenAiConfig {
  apiKey: string
  baseUrl: string
  realtimeModel: string
  transcriptionModel: string
  textModel: string
  isSandboxed: boolean
}

export interface TwilioConfig {
  accountSid: string
  authToken: string
  /** The number that texts go out from for a spa that has none of its own, E.164. */
  from: string
  /** Twilio answers STOP, START and HELP by itself, as it does unless that is switched off for the account. */
  answersOptOut: boolean
  /** Null: the provider's own address. */
  baseUrl: string | null
  isSandboxed: boolean
}

export interface SendGridConfig {
  apiKey: string
  from: string
  baseUrl: string | null
  /** What Inbound Parse proves itself with; null: no mail is taken in. */
  inbound: { secret: string; user: string; password: string } | null
  /** Public key of the event webhook, DER in base64; null: no events are taken in. */
  eventKey: string | null
  isSandboxed: boolean
}

interface GoogleConfig {
  clientId: string
  clientSecret: string
  /** Null: Google's own addresses. */
  baseUrl: string | null
  isSandboxed: boolean
}

export interface ProviderConfigs {
  openai: OpenAiConfig
  twilio: TwilioConfig
  sendgrid: SendGridConfig
  google: GoogleConfig
  /** The integrations that the sandbox stands in for, by the names people know. */
  sandboxed: string[]
}

type Environment = Record<string, string | undefined>
interface Reading {
  isProduction: boolean
  sandboxPort: number
  problems: string[]
}

/**
 * A provider whose keys are all missing is served by the sandbox; one of
 * which some are given and some not is a mistake, and so is any missing key in production.
 */
export function readProviders(environment: Environment, reading: Reading): ProviderConfigs {
  const sandbox = `http://127.0.0.1:${reading.sandboxPort}`
  const openai = readKeys(environment, reading, 'OpenAI', ['OPENAI_API_KEY'])
  const twilio = readKeys(environment, reading, 'Twilio', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'])
  const sendgrid = readKeys(environment, reading, 'SendGrid', ['SENDGRID_API_KEY', 'SENDGRID_FROM'])
  const google = readKeys(environment, reading, 'Google Calendar', ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'])
  if (twilio && !/^AC[\da-f]{32}$/i.test(twilio.TWILIO_ACCOUNT_SID)) {
    reading.problems.push('TWILIO_ACCOUNT_SID is “AC” and 32 hexadecimal digits.')
  }
  if (twilio && !/^\+[1-9]\d{6,14}$/.test(twilio.TWILIO_FROM)) {
    reading.problems.push('TWILIO_FROM is a phone number with its country, such as +15550100.')
  }
  if (sendgrid && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(sendgrid.SENDGRID_FROM)) {
    reading.problems.push('SENDGRID_FROM is an email address.')
  }
  const models = {
    realtimeModel: value(environment, 'OPENAI_REALTIME_MODEL') ?? 'gpt-realtime-2.1',
    transcriptionModel: value(environment, 'OPENAI_TRANSCRIPTION_MODEL') ?? 'gpt-transcribe',
    textModel: value(environment, 'OPENAI_TEXT_MODEL') ?? 'gpt-5.4-mini',
  }
  const base = (name: string, keys: object | null) => readBaseUrl(environment, name, keys !== null, reading.problems)
  return {
    openai: {
      // The sandbox wants a key as the provider does; this one opens nothing.
      apiKey: openai?.OPENAI_API_KEY ?? 'sk-sandbox',
      baseUrl: base('OPENAI_BASE_URL', openai) ?? (openai ? 'https://api.openai.com/v1' : `${sandbox}/openai/v1`),
      ...models,
      isSandboxed: openai === null,
    },
    twilio: {
      accountSid: twilio?.TWILIO_ACCOUNT_SID ?? 'AC00000000000000000000000000000000',
      authToken: twilio?.TWILIO_AUTH_TOKEN ?? 'sandbox',
      from: twilio?.TWILIO_FROM ?? '+15005550006',
      answersOptOut: readYesOrNo(environment, 'TWILIO_ANSWERS_OPT_OUT', reading.problems) ?? true,
      baseUrl: base('TWILIO_BASE_URL', twilio) ?? (twilio ? null : `${sandbox}/twilio`),
      isSandboxed: twilio === null,
    },
    sendgrid: {
      apiKey: sendgrid?.SENDGRID_API_KEY ?? 'SG.sandbox',
      from: sendgrid?.SENDGRID_FROM ?? 'front-desk@ava.example',
      baseUrl: base('SENDGRID_BASE_URL', sendgrid) ?? (sendgrid ? null : `${sandbox}/sendgrid`),
      ...readSendGridWebhooks(environment, { isSandboxed: sendgrid === null, problems: reading.problems }),
      isSandboxed: sendgrid === null,
    },
    google: {
      clientId: google?.GOOGLE_CLIENT_ID ?? 'sandbox-client.apps.googleusercontent.com',
      clientSecret: google?.GOOGLE_CLIENT_SECRET ?? 'sandbox-secret',
      baseUrl: base('GOOGLE_BASE_URL', google) ?? (google ? null : `${sandbox}/google`),
      isSandboxed: google === null,
    },
    sandboxed: [
      ...(openai === null ? ['OpenAI'] : []),
      ...(twilio === null ? ['Twilio'] : []),
      ...(sendgrid === null ? ['SendGrid'] : []),
      ...(google === null ? ['Google Calendar'] : []),
    ],
  }
}

function value(environment: Environment, name: string): string | undefined {
  const given = environment[name]?.trim()
  return given === '' ? undefined : given
}

/** The keys of one provider, or null when none is given. */
function readKeys<N extends string>(
  environment: Environment,
  reading: Reading,
  provider: string,
  names: readonly N[],
): Record<N, string> | null {
  const given = names.flatMap((name) => {
    const found = value(environment, name)
    return found === undefined ? [] : [[name, found] as const]
  })
  const missing = names.filter((name) => value(environment, name) === undefined)
  if (missing.length === 0) return Object.fromEntries(given) as Record<N, string>
  if (given.length > 0)
    reading.problems.push(
      `${provider} is half set up: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing too.`,
    )
  else if (reading.isProduction) {
    reading.problems.push(
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing: in production ${provider} is never replaced by the sandbox.`,
    )
  }
  return null
}

function readBaseUrl(environment: Environment, name: string, hasKeys: boolean, problems: string[]): string | null {
  const given = value(environment, name)
  if (given === undefined) return null
  const problem = baseUrlProblem(name, given)
  if (problem !== null) problems.push(problem)
  // Without a key the sandbox answers, and the sandbox is on this machine.
  else if (!hasKeys && !isLoopbackHost(new URL(given).hostname)) {
    problems.push(`${name} leads away from this machine, but the key for it is missing.`)
  }
  return given.replace(/\/+$/, '')
}

function readYesOrNo(environment: Environment, name: string, problems: string[]): boolean | null {
  const given = value(environment, name)
  if (given === undefined) return null
  if (given !== 'true' && given !== 'false') problems.push(`${name} is true or false.`)
  return given === 'true'
}
