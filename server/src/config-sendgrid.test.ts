import { describe, expect, it } from 'vitest'
import { eventKeys, SANDBOX_EVENT_KEYS } from '../../sandbox/src/sendgrid/event-signature.ts'
import { SANDBOX_SENDGRID } from '../../sandbox/src/sendgrid/sendgrid-data.ts'
import { readSendGridWebhooks } from './config-sendgrid.ts'

function read(environment: Record<string, string>, isSandboxed = false) {
  const problems: string[] = []
  return { ...readSendGridWebhooks(environment, { isSandboxed, problems }), problems }
}
const inbound = {
  SENDGRID_INBOUND_SECRET: 'a-long-secret-of-ours',
  SENDGRID_INBOUND_USER: 'sendgrid',
  SENDGRID_INBOUND_PASSWORD: 'another',
}
const key = eventKeys('ours').publicKey

describe('SendGrid’s webhooks', () => {
  it('are closed until they can prove themselves', () => {
    expect(read({})).toEqual({ inbound: null, eventKey: null, problems: [] })
    expect(read({ ...inbound, SENDGRID_WEBHOOK_PUBLIC_KEY: key })).toEqual({
      inbound: { secret: 'a-long-secret-of-ours', user: 'sendgrid', password: 'another' },
      eventKey: key,
      problems: [],
    })
  })

  it('are open to the sandbox where it stands in', () => {
    const { inboundSecret: secret, inboundUser: user, inboundPassword: password } = SANDBOX_SENDGRID
    const eventKey = eventKeys(SANDBOX_EVENT_KEYS).publicKey
    expect(read({}, true)).toEqual({ inbound: { secret, user, password }, eventKey, problems: [] })
  })

  it.each([
    ['half of it', { SENDGRID_INBOUND_SECRET: inbound.SENDGRID_INBOUND_SECRET }],
    ['a secret that is easily guessed', { ...inbound, SENDGRID_INBOUND_SECRET: 'spa' }],
    ['a secret that is no part of an address', { ...inbound, SENDGRID_INBOUND_SECRET: 'a/long/secret/of/ours' }],
    ['a key that is none', { SENDGRID_WEBHOOK_PUBLIC_KEY: 'hello' }],
  ])('are not set up with %s', (_, environment) => {
    expect(read(environment).problems).toHaveLength(1)
  })
})
