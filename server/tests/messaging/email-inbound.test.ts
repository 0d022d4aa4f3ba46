import iconv from 'iconv-lite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAttachment } from '../../src/channels/email/attachments.ts'
import { emailStage, OURS, type EmailStage } from './email-stage.ts'

let stage: EmailStage
beforeAll(async () => {
  stage = await emailStage()
})
beforeEach(() => stage.clear())
afterEach(() => expect(stage.errors).toEqual([]))
afterAll(() => stage.close())

const only = async () => {
  const all = await stage.received()
  expect(all).toHaveLength(1)
  return all[0]!
}

describe('a mail from somebody', () => {
  it('becomes a message of a thread, and Ava’s to answer', async () => {
    const { messageId } = await stage.write({})
    const message = await only()
    expect(message).toMatchObject({
      channel: 'email',
      author: 'customer',
      text: 'A question\n\nAre you open on Sunday?',
      externalId: messageId,
      conversation: { ourAddress: OURS, theirAddress: 'ana@mail.example', customerId: null, channel: 'email' },
      email: { fromAddress: 'ana@mail.example', toAddress: OURS, subject: 'A question', internetMessageId: messageId },
    })
    expect(stage.answers()).toEqual([
      {
        name: 'answer-messages',
        payload: { tenantId: stage.tenant.id, conversationId: message.conversationId, messageId: message.id },
      },
    ])
  })

  it('is taken once, however often it comes', async () => {
    stage.sandbox.control.setFaults({ messagingFaults: [{ kind: 'duplicate' }] })
    const headers = { 'Message-ID': '<same@mail.example>' }
    await Promise.all([stage.write({ headers }), stage.write({ headers }), stage.write({ headers })])
    await stage.write({ headers })
    await only()
    expect(stage.answers()).toHaveLength(1)
    expect(new Set(stage.refusals)).toEqual(new Set(['replayed']))
  })

  it('is read in the charset of each of its fields', async () => {
    await stage.write({
      from: 'Аня <ana@mail.example>',
      subject: '予約について',
      text: 'Günstig – “10 €”',
      charset: { subject: 'shift_jis', text: 'windows-1252', from: 'koi8-r' },
    })
    expect((await only()).text).toBe('予約について\n\nGünstig – “10 €”')
  })

  it('is read in ISO-2022-JP', async () => {
    const words = Buffer.from('1b24424d3d4c731b2842', 'hex')
    expect((await post({ text: words, charsets: JSON.stringify({ text: 'iso-2022-jp' }) })).status).toBe(200)
    expect((await only()).text).toBe('予約')
  })

  it('comes as MIME in raw mode, too', async () => {
    stage.sandbox.control.sendgrid.setSettings({ isRaw: true })
    const attachments = [{ filename: 'a.txt', contentType: 'text/plain', contentBase64: btoa('attached') }]
    await stage.write({ subject: 'Größe', text: 'Grüße', html: '<p>Grüße</p>', charset: 'iso-8859-1', attachments })
    const message = await only()
    expect(message.text).toBe('Größe\n\nGrüße\n\n[Attached: a.txt]')
    expect(message.attachments).toMatchObject([{ name: 'a.txt', contentType: 'text/plain', size: 8 }])
  })

  it('is kept whole beside the words that are new in it', async () => {
    const text =
      'Yes please.\n\nOn Tue, Nov 24, 2026 at 2:30 PM Willow <willow@inbound.example> wrote:\n> Can you come?\n'
    await stage.write({ subject: '', text, html: '<p onclick="x()">Yes <b>please</b></p><script>x()</script>' })
    const message = await only()
    expect(message.text).toBe('Yes please.')
    expect(message.email).toMatchObject({ fullText: text.trim(), safeHtml: '<p>Yes <b>please</b></p>' })
  })

  it('is read from its HTML when it has nothing else', async () => {
    await stage.write({
      subject: '',
      text: '',
      html: '<div>Is <b>3&nbsp;PM</b> ok?</div><img src="https://spy.example/x">',
    })
    expect((await only()).text).toBe('Is 3 PM ok?')
  })

  it('has its files kept, sealed, and opened again byte for byte', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 128])
    const file = { contentType: 'image/png', contentBase64: bytes.toString('base64') }
    await stage.write({
      attachments: [
        { ...file, filename: '../Foto – "1".png' },
        { ...file, filename: 'b.png', contentId: 'logo' },
      ],
    })
    const { attachments, text } = await only()
    expect(attachments.map(({ name }) => name).sort()).toEqual(['Foto – "1".png', 'b.png'])
    expect(text).toContain('[Attached: ')
    for (const { id, sealed } of attachments) {
      expect(sealed).toMatch(/^v1\./)
      expect(sealed).not.toContain(bytes.toString('base64'))
      expect((await openAttachment(stage.tenant, { attachmentId: id }))?.content).toEqual(bytes)
    }
  })

  it('keeps as many files as anybody sends, and says how many more there were', async () => {
    const form: Record<string, Buffer | string> = {}
    for (let index = 1; index <= 60; index++) form[`attachment${index}`] = Buffer.from(`file ${index}`)
    expect((await post(form)).status).toBe(200)
    const { attachments, text } = await only()
    expect(attachments).toHaveLength(50)
    expect(text).toContain('[10 more files were not kept]')
  })

  it('goes to the spa that it was delivered to, whatever stands in To', async () => {
    await stage.write({ to: ['Somebody <else@x.example>'], envelopeTo: [OURS.toUpperCase()] })
    await only()
    await stage.write({ to: [`Willow <${OURS}>`], envelopeTo: ['nobody@inbound.example'] })
    await only()
    expect(stage.refusals).toEqual(['unknown_address'])
  })

  it('may hold what no database would keep', async () => {
    await stage.write({ subject: 'a\0b', text: 'x\0y \ud800', from: '"\0" <ana@mail.example>' })
    expect((await only()).text).toBe('ab\n\nxy \ufffd')
  })
})

describe('what no person wrote', () => {
  it.each([
    ['a list', { headers: { 'List-Id': '<news.example>' } }],
    ['a newsletter', { headers: { 'List-Unsubscribe': '<mailto:x@x.example>' } }],
    ['bulk mail', { headers: { Precedence: 'bulk' } }],
    ['a bounce', { from: 'MAILER-DAEMON@mail.example' }],
    ['a stranger’s auto-reply', { headers: { 'Auto-Submitted': 'auto-replied' } }],
    ['nobody', { from: 'noreply@shop.example' }],
    ['ourselves', { from: `Willow <${OURS}>` }],
    ['our own sender', { from: 'front-desk@ava.example' }],
  ])('is not taken in: %s', async (_, mail) => {
    await stage.write(mail)
    expect(await stage.received()).toEqual([])
    expect(stage.jobs).toEqual([])
  })

  it('belongs to the thread that it answers, and is not answered', async () => {
    await stage.write({})
    const { conversationId } = await only()
    const { mail } = await stage.send({ to: 'ana@mail.example', conversationId })
    stage.jobs.length = 0
    const headers = { 'In-Reply-To': mail.messageId, 'Auto-Submitted': 'auto-replied' }
    await stage.write({ subject: 'Out of office', text: 'I am away. Call 911 if you have chest pain.', headers })
    const all = await stage.received()
    expect(all.map((message) => message.conversationId)).toEqual([conversationId, conversationId])
    expect(stage.jobs).toEqual([])
    // A real mail of a moment ago is still to be answered, and both people and the model see what wrote this.
    expect(all.map(({ asksNothing }) => asksNothing)).toEqual([false, true])
    expect(all[1]!.text).toMatch(/^\[Automatic reply\]\n/)
    // Their words about an emergency raised nothing.
    expect(await stage.tenant.db.task.count()).toBe(0)
  })

  it('is given up on when it does not say that it is a machine', async () => {
    const thanks = (ticket: number) =>
      stage.write({ subject: 'Ticket', text: `Thank you for your mail! Your ticket is ${ticket}.` })
    await stage.write({ subject: 'Ticket' })
    const { conversationId } = await only()
    for (let round = 0; round < 3; round++) {
      await stage.send({ to: 'ana@mail.example', conversationId })
      await thanks(100 + round)
    }
    stage.jobs.length = 0
    await thanks(104)
    expect(stage.answers()).toEqual([])
    expect(await stage.tenant.db.task.findMany()).toMatchObject([{ kind: 'hand_over', conversationId }])
  })
})

describe('somebody who wants no more mail', () => {
  const optOuts = () =>
    stage.tenant.db.optOut.findMany({ select: { theirAddress: true, isOptedOut: true, source: true } })

  it('says so in a mail, and is not answered', async () => {
    await stage.write({ subject: 'Re: Your visit', text: 'Unsubscribe' })
    expect(await optOuts()).toEqual([{ theirAddress: 'ana@mail.example', isOptedOut: true, source: 'plain_words' }])
    expect(stage.answers()).toEqual([])
    await stage.write({ subject: 'Re: Your visit', text: 'subscribe' })
    expect(await optOuts()).toHaveLength(2)
  })

  it('has what they asked a moment before answered by a person', async () => {
    await stage.write({ subject: 'Botox', text: 'What does Botox cost?' })
    await stage.write({ subject: 'Re: Botox', text: 'Unsubscribe' })
    expect((await stage.received()).map(({ asksNothing }) => asksNothing)).toEqual([true, true])
    expect(await stage.tenant.db.task.findMany()).toMatchObject([
      {
        kind: 'opted_out',
        data: { words: expect.stringContaining('What does Botox cost?'), email: 'ana@mail.example' },
      },
    ])
  })

  it('uses the button of their mail program', async () => {
    const { email } = await stage.send({ to: 'ben@mail.example', kind: 'notice', purpose: 'reminder' })
    const address = /^<mailto:([^?]+)\?/.exec(email.headers['List-Unsubscribe']!)![1]!
    await stage.write({ from: 'robot@mail.example', to: [address], subject: 'unsubscribe', text: '' })
    expect(await optOuts()).toEqual([{ theirAddress: 'ben@mail.example', isOptedOut: true, source: 'link' }])
    expect(await stage.received()).toEqual([])
  })
})

/** A form as somebody else than the sandbox would write it. */
function post(fields: Record<string, Buffer | string>, headers: Record<string, string> = {}): Promise<Response> {
  const all: Record<string, Buffer | string> = {
    envelope: JSON.stringify({ to: [OURS], from: 'ana@mail.example' }),
    from: 'ana@mail.example',
    headers: 'Message-ID: <1@mail.example>\n',
    SPF: 'pass',
    ...fields,
  }
  const parts = Object.entries(all).map(([name, value]) => {
    const file = name.startsWith('attachment') ? `; filename="${name}.txt"` : ''
    return Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`),
      typeof value === 'string' ? iconv.encode(value, 'utf8') : value,
      Buffer.from('\r\n'),
    ])
  })
  return fetch(`${stage.url}/webhooks/sendgrid/inbound/sandbox`, {
    method: 'POST',
    headers: {
      'content-type': 'multipart/form-data; boundary=b',
      authorization: `Basic ${btoa('sendgrid:sandbox')}`,
      ...headers,
    },
    body: Buffer.concat([...parts, Buffer.from('--b--\r\n')]),
  })
}
