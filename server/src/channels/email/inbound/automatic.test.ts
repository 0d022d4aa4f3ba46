import { describe, expect, it } from 'vitest'
import { automaticKind } from './automatic.ts'

function kind({
  from = 'ana@mail.example',
  envelopeFrom = from,
  subject = 'Re: Your visit',
  ...headers
}: Record<string, string | undefined> & { envelopeFrom?: string }) {
  return automaticKind({
    messageId: '<1@x>',
    from: { name: '', address: from },
    isSenderProved: true,
    recipients: [],
    envelopeFrom: envelopeFrom === '' ? null : envelopeFrom,
    subject,
    text: 'x',
    html: null,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value!]])),
    inReplyTo: [],
    references: [],
    files: [],
    filesLeftOut: 0,
  })
}

describe('who is answered', () => {
  it('is a person', () => {
    expect(kind({})).toBeNull()
    expect(kind({ 'auto-submitted': 'no' })).toBeNull()
    expect(kind({ precedence: 'first-class', 'x-auto-response-suppress': 'None' })).toBeNull()
    expect(kind({ from: 'norely.smith@mail.example', subject: 'Automatic doors at your spa?' })).toBeNull()
  })

  it.each([
    ['an auto-reply', { 'auto-submitted': 'auto-replied' }, 'reply'],
    ['a generated mail', { 'auto-submitted': 'auto-generated; owner-email="x"' }, 'reply'],
    ['Outlook’s absence', { 'x-auto-response-suppress': 'All' }, 'reply'],
    ['an old auto-responder', { 'x-autoreply': 'yes' }, 'reply'],
    ['an old precedence', { precedence: 'auto_reply' }, 'reply'],
    ['an absence that says so in its subject', { subject: 'Automatic reply: Your visit' }, 'reply'],
    ['an absence in German', { subject: 'Abwesenheitsnotiz: Termin' }, 'reply'],
    ['nobody', { from: 'no-reply@shop.example' }, 'reply'],
    ['nobody in one word', { from: 'donotreply@shop.example' }, 'reply'],
    ['bulk mail', { precedence: 'bulk' }, 'list'],
    ['a mailing list', { 'list-id': '<news.x.example>' }, 'list'],
    ['a newsletter', { 'list-unsubscribe': '<mailto:x@x.example>' }, 'list'],
    ['a mail server', { from: 'mailer-daemon@mail.example' }, 'bounce'],
    ['a postmaster', { from: 'postmaster@mail.example' }, 'bounce'],
    ['a report', { 'content-type': 'multipart/report; report-type=delivery-status' }, 'bounce'],
    ['an empty sender', { envelopeFrom: '' }, 'bounce'],
    ['a failed recipient', { 'x-failed-recipients': 'a@b.example' }, 'bounce'],
  ] as const)('is not %s', (_, mail, expected) => {
    expect(kind(mail)).toBe(expected)
  })
})
