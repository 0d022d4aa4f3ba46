import { createPublicKey } from 'node:crypto'

/** The sandbox signs its events with the same keys on every machine. It has no secrets to keep. */
const SANDBOX_EVENT_KEY =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEg1Ctad1TqEmWowSvka4pXe8KIYIke7PjQeO67wJap00sU9ebFaGhpWlmsnz9uk3dBcmnYus+7gxektSbvVMg9w=='
const SANDBOX_INBOUND = { secret: 'sandbox', user: 'sendgrid', password: 'sandbox' }
const LEAST_SECRET = 16

interface SendGridWebhookConfig {
  inbound: { secret: string; user: string; password: string } | null
  eventKey: string | null
}

/**
 * What SendGrid's webhooks prove themselves with. Without it they do not exist: nobody but SendGrid may
 * post a mail or an event. Only the sandbox, on this machine, has something to fall back on.
 */
export function readSendGridWebhooks(
  environment: Record<string, string | undefined>,
  { isSandboxed, problems }: { isSandboxed: boolean; problems: string[] },
): SendGridWebhookConfig {
  const value = (name: string) => environment[name]?.trim() || undefined
  const names = ['SENDGRID_INBOUND_SECRET', 'SENDGRID_INBOUND_USER', 'SENDGRID_INBOUND_PASSWORD'] as const
  const [secret, user, password] = names.map(value)
  const missing = names.filter((name) => value(name) === undefined)
  if (missing.length > 0 && missing.length < names.length) {
    problems.push(`Mail to SendGrid’s Inbound Parse is half set up: ${missing.join(' and ')} missing too.`)
  }
  if (secret !== undefined && (!/^[\w-]+$/.test(secret) || (!isSandboxed && secret.length < LEAST_SECRET))) {
    problems.push(
      `SENDGRID_INBOUND_SECRET is part of an address: ${LEAST_SECRET} or more letters, digits, “-” and “_”.`,
    )
  }
  const given = secret && user && password ? { secret, user, password } : null
  const key = value('SENDGRID_WEBHOOK_PUBLIC_KEY')
  if (key !== undefined && !isEventKey(key)) {
    problems.push(
      'SENDGRID_WEBHOOK_PUBLIC_KEY is the verification key of the signed event webhook, as SendGrid shows it.',
    )
  }
  return {
    inbound: given ?? (isSandboxed ? SANDBOX_INBOUND : null),
    eventKey: key ?? (isSandboxed ? SANDBOX_EVENT_KEY : null),
  }
}

function isEventKey(key: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({
      key: Buffer.from(key, 'base64'),
      format: 'der',
      type: 'spki',
    })
    return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}
