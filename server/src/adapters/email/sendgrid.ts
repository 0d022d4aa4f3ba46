import { MailService } from '@sendgrid/mail'
import { EmailRefusedError, type EmailSender } from './email.ts'

const TIMEOUT_MS = 10_000

export function createSendGridEmail(settings: {
  apiKey: string
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
    async send({ to, subject, text, fromName }) {
      try {
        const [response] = await service.send({ to, from: { email: settings.from, name: fromName }, subject, text })
        const headers = response.headers as Record<string, string | undefined>
        return { providerId: headers['x-message-id'] ?? '' }
      } catch (error) {
        throw asRefusal(error) ?? error
      }
    },
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
