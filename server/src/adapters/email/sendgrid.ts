import { MailService, type MailDataRequired } from '@sendgrid/mail'
import { EmailRefusedError, type EmailSender, type OutgoingEmail } from './email.ts'
import { REFERENCE_ARGUMENTS } from './reference-arguments.ts'

const TIMEOUT_MS = 10_000

export function createSendGridEmail(settings: {
  apiKey: string
  /** The sender of spas without an address of their own. */
  from: string
  /** Null: SendGrid's own address. */
  baseUrl: string | null
}): EmailSender {
  const service = new MailService()
  service.setApiKey(settings.apiKey)
  service.setTimeout(TIMEOUT_MS)
  // After setApiKey, which sets the address back to SendGrid's own.
  if (settings.baseUrl !== null) clientOf(service).setDefaultRequest('baseUrl', `${settings.baseUrl}/`)
  return {
    async send(email) {
      try {
        const [response] = await service.send(asRequest(email, settings.from))
        const headers = response.headers as Record<string, string | undefined>
        return { providerId: headers['x-message-id'] ?? '' }
      } catch (error) {
        throw asRefusal(error) ?? error
      }
    },
  }
}

function asRequest(email: OutgoingEmail, platformAddress: string): MailDataRequired {
  const { to, from, replyTo, subject, text, html, headers, files, reference } = email
  return {
    to,
    from: { email: from.address ?? platformAddress, name: from.name },
    ...(replyTo ? { replyTo: { email: replyTo.address, name: replyTo.name } } : {}),
    subject,
    text,
    ...(html === null ? {} : { html }),
    headers: { ...headers },
    attachments: files.map(({ name, contentType, content }) => ({
      filename: name,
      type: contentType,
      content: content.toString('base64'),
      disposition: 'attachment',
    })),
    // A link that leads over a third party, and a picture that tells it who has read what, have no place
    // in mail about a person's health.
    trackingSettings: {
      clickTracking: { enable: false, enableText: false },
      openTracking: { enable: false },
      subscriptionTracking: { enable: false },
    },
    ...(reference
      ? {
          customArgs: {
            [REFERENCE_ARGUMENTS.tenantId]: reference.tenantId,
            [REFERENCE_ARGUMENTS.outboxId]: reference.outboxId,
          },
        }
      : {}),
  }
}

function clientOf(service: object) {
  return (service as { client: { setDefaultRequest(key: 'baseUrl', value: string): void } }).client
}

/** 400, 404 and 413 are about this message; anything else may pass. */
function asRefusal(error: unknown): EmailRefusedError | null {
  const code = (error as { code?: unknown }).code
  return code === 400 || code === 404 || code === 413 ? new EmailRefusedError(String(code)) : null
}
