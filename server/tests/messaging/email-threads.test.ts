import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tokenOf, withTag } from '../../src/channels/email/message-id.ts'
import { emailStage, OURS, type EmailStage } from './email-stage.ts'

let stage: EmailStage
beforeAll(async () => {
  stage = await emailStage()
})
beforeEach(() => stage.clear())
afterEach(() => expect(stage.errors).toEqual([]))
afterAll(() => stage.close())

const DAY_MS = 24 * 3_600_000
const ANA = 'ana@mail.example'

/** A thread that was over long ago, so that only a reference leads to it. */
async function oldThread(theirAddress = ANA, customerId: string | null = null) {
  const long = new Date(Date.now() - 10 * DAY_MS)
  const { id } = await stage.tenant.db.conversation.create({
    data: {
      channel: 'email',
      status: 'ended',
      ourAddress: OURS,
      theirAddress,
      customerId,
      startedAt: long,
      lastActivityAt: long,
      endedAt: long,
    },
  })
  return id
}

const threadOf = async (messageId: string) =>
  (await stage.received()).find(({ externalId }) => externalId === messageId)!.conversationId

describe('an answer', () => {
  it('goes where In-Reply-To leads, before all else', async () => {
    const first = await oldThread()
    const second = await oldThread()
    const third = await oldThread()
    const a = await stage.send({ to: ANA, conversationId: first })
    const b = await stage.send({ to: ANA, conversationId: second })
    const { messageId } = await stage.write({
      envelopeTo: [withTag(OURS, tokenOf(third))],
      headers: { 'In-Reply-To': a.mail.messageId, References: b.mail.messageId },
    })
    expect(await threadOf(messageId)).toBe(first)
    expect(await stage.tenant.db.conversation.findFirst({ where: { id: first } })).toMatchObject({ status: 'open' })
  })

  it('goes where the newest of the References leads that leads anywhere', async () => {
    const first = await oldThread()
    const second = await oldThread()
    const a = await stage.send({ to: ANA, conversationId: first })
    const b = await stage.send({ to: ANA, conversationId: second })
    const references = [a.mail.messageId, b.mail.messageId, '<unknown@mail.example>'].join(' ')
    const headers = { 'In-Reply-To': '<unknown@mail.example>', References: references }
    expect(await threadOf((await stage.write({ headers })).messageId)).toBe(second)
  })

  it('goes where the token of its address leads, in whatever case it comes', async () => {
    const thread = await oldThread()
    await oldThread()
    const { mail } = await stage.send({ to: ANA, conversationId: thread })
    const address = mail.replyTo!.email
    expect(address).toBe(withTag(OURS, tokenOf(thread)))
    const { messageId } = await stage.write({ to: [address.toUpperCase()], headers: {} })
    expect(await threadOf(messageId)).toBe(thread)
  })

  it('goes, with nothing else, where its subject was spoken of', async () => {
    const { messageId: asked } = await stage.write({ subject: 'My wedding' })
    const thread = await threadOf(asked)
    await stage.tenant.db.conversation.updateMany({
      where: { id: thread },
      data: {
        status: 'ended',
        endedAt: new Date(Date.now() - 10 * DAY_MS),
        lastActivityAt: new Date(Date.now() - 10 * DAY_MS),
      },
    })
    const { messageId: other } = await stage.write({ subject: 'Parking' })
    expect(await threadOf(other)).not.toBe(thread)
    const { messageId: again } = await stage.write({ subject: 'RE: Fwd: my  WEDDING' })
    expect(await threadOf(again)).toBe(thread)
    // The same words of somebody else are about another thing.
    const { messageId: stranger } = await stage.write({ from: 'ben@mail.example', subject: 'Re: My wedding' })
    expect(await threadOf(stranger)).not.toBe(thread)
  })

  it('goes to the thread that is going on, whatever it is about', async () => {
    const { messageId } = await stage.write({ subject: 'My wedding' })
    const { messageId: other } = await stage.write({ subject: 'Parking' })
    expect(await threadOf(other)).toBe(await threadOf(messageId))
    const texts = (await stage.received()).map(({ text }) => text.split('\n')[0])
    expect(texts).toEqual(['My wedding', 'Parking'])
  })

  it('to a mail of their own is known, too', async () => {
    const { messageId } = await stage.write({ subject: 'My wedding' })
    const thread = await threadOf(messageId)
    await stage.tenant.db.conversation.updateMany({
      where: { id: thread },
      data: { status: 'ended', endedAt: new Date(Date.now() - 10 * DAY_MS) },
    })
    const { messageId: second } = await stage.write({ subject: '', headers: { References: messageId } })
    expect(await threadOf(second)).toBe(thread)
  })
})

describe('whoever does not belong to a thread', () => {
  it('is a stranger, though they have its token, its mail and its subject', async () => {
    const thread = await oldThread()
    const { mail } = await stage.send({ to: ANA, conversationId: thread })
    const { messageId } = await stage.write({
      from: 'mallory@evil.example',
      to: [mail.replyTo!.email],
      subject: 'Re: Your visit',
      text: 'What did she book?',
      headers: { 'In-Reply-To': mail.messageId, References: mail.messageId },
    })
    const theirs = await threadOf(messageId)
    expect(theirs).not.toBe(thread)
    expect(await stage.tenant.db.conversation.findFirst({ where: { id: theirs } })).toMatchObject({
      customerId: null,
      theirAddress: 'mallory@evil.example',
      verifiedAt: null,
    })
  })

  it('does not get in by a mail that nothing vouches for', async () => {
    const thread = await oldThread()
    const { mail } = await stage.send({ to: ANA, conversationId: thread })
    const body = new FormData()
    body.set('envelope', JSON.stringify({ to: [mail.replyTo!.email], from: 'x@evil.example' }))
    body.set('from', `Ana <${ANA}>`)
    body.set('headers', `Message-ID: <forged@evil.example>\nIn-Reply-To: ${mail.messageId}\n`)
    body.set('text', 'Cancel my visit')
    body.set('SPF', 'pass')
    body.set('dkim', '{@evil.example : pass}')
    const headers = { authorization: `Basic ${btoa('sendgrid:sandbox')}` }
    const answer = await fetch(`${stage.url}/webhooks/sendgrid/inbound/sandbox`, { method: 'POST', headers, body })
    expect(answer.status).toBe(200)
    expect(await threadOf('<forged@evil.example>')).not.toBe(thread)
  })

  it('may belong to it by another address of the same customer', async () => {
    const { id: customerId } = await stage.tenant.db.customer.create({ data: { givenName: 'Ana' } })
    await stage.tenant.db.identity.create({ data: { customerId, kind: 'email', value: 'ana@work.example' } })
    const thread = await oldThread(ANA, customerId)
    const { mail } = await stage.send({ to: ANA, conversationId: thread })
    const headers = { 'In-Reply-To': mail.messageId }
    const { messageId } = await stage.write({ from: 'ana@work.example', headers })
    expect(await threadOf(messageId)).toBe(thread)
  })
})

describe('a mail of ours', () => {
  it('answers theirs: under their subject, in their thread, from the spa’s name', async () => {
    const { messageId } = await stage.write({ subject: 'My wedding', headers: { References: '<older@mail.example>' } })
    const conversationId = await threadOf(messageId)
    const first = await stage.send({ to: ANA, conversationId, subject: null })
    expect(first.mail).toMatchObject({
      from: { email: OURS, name: 'Willow front desk' },
      replyTo: { email: withTag(OURS, tokenOf(conversationId)), name: 'Willow front desk' },
      subject: 'Re: My wedding',
      inReplyTo: messageId,
      references: ['<older@mail.example>', messageId],
      messageId: `<${first.outboxId}@inbound.example>`,
      customArgs: { ava_spa: stage.tenant.id, ava_message: first.outboxId },
    })
    const { messageId: again } = await stage.write({
      subject: 'Re: My wedding',
      headers: { 'In-Reply-To': first.mail.messageId, References: `${messageId} ${first.mail.messageId}` },
    })
    // A person may write about something else.
    const chosen = await stage.send({ to: ANA, conversationId, purpose: 'staff_message', subject: 'Your hen party' })
    expect(chosen.mail).toMatchObject({
      subject: 'Your hen party',
      references: expect.arrayContaining([messageId]) as string[],
    })
    const second = await stage.send({ to: ANA, conversationId, subject: null })
    expect(second.mail.inReplyTo).toBe(again)
    expect(second.mail.references).toEqual([messageId, first.mail.messageId, again])
  })

  it('has words and HTML, files, and no way out of a notice but the one that is offered', async () => {
    const file = {
      name: 'visit.ics',
      contentType: 'text/calendar; method=PUBLISH',
      text: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR',
    }
    const notice = await stage.send({
      to: ANA,
      kind: 'notice',
      purpose: 'reminder',
      subject: 'Tomorrow',
      text: 'At <3>\n\nhttps://willow.example',
      files: [file],
    })
    expect(notice.mail.text).toBe('At <3>\n\nhttps://willow.example')
    expect(notice.mail.html).toContain('At &lt;3&gt;')
    expect(notice.mail.html).toContain('<a href="https://willow.example">')
    expect(notice.mail.attachments).toMatchObject([{ filename: 'visit.ics', content: Buffer.from(file.text) }])
    expect(notice.mail.subject).toBe('Tomorrow')
    expect(Object.keys(notice.mail.headers)).toContain('List-Unsubscribe')
    const answer = await stage.send({ to: ANA })
    expect(Object.keys(answer.mail.headers)).not.toContain('List-Unsubscribe')
    expect(answer.mail.headers['Auto-Submitted']).toBe('auto-replied')
  })

  it('says nothing in a header that somebody put into a subject', async () => {
    const { messageId } = await stage.write({ subject: 'Hi\r\nBcc: all@evil.example' })
    const { mail } = await stage.send({ to: ANA, conversationId: await threadOf(messageId), subject: null })
    expect(mail.subject).toBe('Re: Hi Bcc: all@evil.example')
  })

  it('comes from the platform for a spa without an address', async () => {
    await stage.tenant.db.channelAddress.deleteMany({})
    try {
      const { mail } = await stage.send({ to: ANA })
      expect(mail).toMatchObject({
        from: { email: 'ava@platform.example', name: 'Willow Spa' },
        replyTo: { email: 'hello@willow.example' },
      })
    } finally {
      await stage.tenant.db.channelAddress.create({
        data: { channel: 'email', value: OURS, registration: 'live', senderName: 'Willow front desk' },
      })
    }
  })
})
