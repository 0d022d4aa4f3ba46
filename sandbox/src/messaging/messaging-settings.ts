import type { SandboxOptions } from '../start-sandbox.ts'

/** Whose webhooks go where, by the same names that the server reads. What is empty is as if it were not set. */
export function messagingSettings(
  environment: Record<string, string | undefined>,
): Pick<Required<SandboxOptions>, 'server' | 'twilio' | 'sendgrid'> {
  const read = (name: string, otherwise: string): string => environment[name] || otherwise
  const port = read('PORT', '3000')
  return {
    server: {
      url: `http://127.0.0.1:${port}`,
      publicBaseUrl: URL.parse(read('PUBLIC_BASE_URL', ''))?.origin ?? `http://localhost:${port}`,
    },
    twilio: {
      accountSid: read('TWILIO_ACCOUNT_SID', `AC${'0'.repeat(32)}`),
      authToken: read('TWILIO_AUTH_TOKEN', 'sandbox'),
      from: read('TWILIO_FROM', '+15005550006'),
    },
    sendgrid: {
      inboundUser: read('SENDGRID_INBOUND_USER', 'sendgrid'),
      inboundPassword: read('SENDGRID_INBOUND_PASSWORD', 'sandbox'),
      inboundSecret: read('SENDGRID_INBOUND_SECRET', 'sandbox'),
    },
  }
}
