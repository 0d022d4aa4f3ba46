import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConversationDetail } from '@ava/protocol/portal/conversations.ts'
import { CustomerDetail, HistoryPage } from '@ava/protocol/portal/customers.ts'
import { MessagingSetUp, TemplateList } from '@ava/protocol/portal/messaging.ts'
import { sealFiles } from '../src/channels/email/attachments.ts'
import { newId } from '../src/db/new-id.ts'
import type { MinimalSpa } from './harness/minimal-spa.ts'
import { bodyOf } from './harness/running-server.ts'
import { idsOf, listOf, seedThread } from './harness/threads.ts'
import { openPortalDesk, type Asking, type PortalDesk } from './harness/portal-desk.ts'

let desk: PortalDesk
let willow: MinimalSpa

beforeAll(async () => {
  desk = await openPortalDesk()
  willow = desk.willow
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const dayMs = 24 * 60 * 60_000
type ThreadOptions = Parameters<typeof seedThread>[2] & { spa?: MinimalSpa }

const thread = (words: string[], { spa = willow, ...options }: ThreadOptions = {}) => seedThread(spa, words, options)
const listed = (query: Record<string, string>, options?: Asking) => listOf(desk, query, options)

const act = (id: string, body: object, options: Asking = {}) =>
  desk.ask(`conversations/${id}/action`, { method: 'POST', body, ...options })

async function acted(id: string, body: object, options: Asking = {}): Promise<ConversationDetail> {
  const answer = await act(id, body, options)
  const json: unknown = await answer.json()
  expect({ status: answer.status, json }).toMatchObject({ status: 200 })
  return ConversationDetail.parse(json)
}

const reply = (text: string, changes: object = {}) => ({
  action: 'reply',
  channel: 'sms',
  text,
  key: newId(),
  ...changes,
})

describe('people in a conversation', () => {
  it('take over once: who comes second is told who was first, and may take it from them', async () => {
    const { id } = await thread(['Can a person answer?'])
    const first = await acted(id, { action: 'take_over' }, { as: 'front_desk' })
    expect(first).toMatchObject({ status: 'with_person', isAiActive: false })
    const second = await act(id, { action: 'take_over' }, { as: 'manager' })
    expect(second.status).toBe(409)
    expect((await bodyOf(second)).error.message).toContain(first.takenOverBy!.name)
    expect((await act(id, reply('Me too'), { as: 'manager' })).status).toBe(409)
    const taken = await acted(id, { action: 'take_over', fromOther: true }, { as: 'manager' })
    expect(taken.takenOverBy?.id).not.toBe(first.takenOverBy?.id)
    expect(await acted(id, { action: 'hand_back' }, { as: 'manager' })).toMatchObject({ isAiActive: true })
    expect((await act(id, { action: 'hand_back' }, { as: 'manager' })).status).toBe(409)
  })

  it('write in their own name, once however often it is pressed', async () => {
    const { id } = await thread(['Is there parking?'])
    const words = reply('Yes, behind the house.')
    await acted(id, words)
    const detail = await acted(id, words)
    const sent = detail.messages.filter(({ author }) => author === 'staff')
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ channel: 'sms', direction: 'outbound' })
    expect(sent[0]!.sentBy).toBeTruthy()
    expect(sent[0]!.text).toContain('Yes, behind the house.')
    const long = await act(id, reply('x'.repeat(1_501)))
    expect(long.status).toBe(400)
    expect((await bodyOf(long)).error.fields).toHaveProperty('text')
    expect((await act(id, reply('Hello', { channel: 'email' }))).status).toBe(409)
  })

  it('choose the subject of an email', async () => {
    const { id, customerId } = await thread(['Hello'], { channel: 'email' })
    await willow.tenant.db.identity.create({ data: { customerId, kind: 'email', value: 'subject@mail.example' } })
    const mail = { channel: 'email', subject: ' About Friday ' }
    expect((await act(id, reply('Hi', { ...mail, subject: 'two\r\nBcc: x@x.example' }))).status).toBe(400)
    await acted(id, reply('Shall we move it?', mail))
    await acted(id, reply('And on Friday?', { ...mail, subject: '' }))
    const sent = await willow.tenant.db.outboxMessage.findMany({
      where: { conversationId: id },
      orderBy: { id: 'asc' },
      select: { subject: true, purpose: true },
    })
    expect(sent).toEqual([
      { subject: 'About Friday', purpose: 'staff_message' },
      { subject: null, purpose: 'staff_message' },
    ])
  })

  it('send, change or throw away what Ava proposes, and nobody twice', async () => {
    const { id } = await thread(['When are you open?'])
    const draft = (text: string, position: number) =>
      willow.tenant.db.communicationMessage.create({
        data: {
          conversationId: id,
          position,
          direction: 'outbound',
          author: 'ava',
          channel: 'sms',
          text,
          deliveryStatus: 'draft',
        },
      })
    const { id: one } = await draft('From nine.', 10)
    expect(await listed({ channel: 'sms' })).toMatchObject({
      conversations: expect.arrayContaining([expect.objectContaining({ id, hasDraft: true })]),
    })
    const sent = await acted(id, { action: 'approve_draft', messageId: one, text: 'From nine to six.' })
    expect(sent.messages.at(-1)!.text).toContain('From nine to six.')
    expect((await act(id, { action: 'approve_draft', messageId: one })).status).toBe(409)
    const { id: two } = await draft('Bye.', 900_000)
    const elsewhere = await thread(['x'])
    expect((await act(elsewhere.id, { action: 'discard_draft', messageId: two })).status).toBe(409)
    const left = await acted(id, { action: 'discard_draft', messageId: two })
    expect(left.messages.some(({ deliveryStatus }) => deliveryStatus === 'draft')).toBe(false)
  })

  it('note, label, snooze, resolve and open again', async () => {
    const { id } = await thread(['hi'])
    await acted(id, { action: 'note', text: 'Call before noon.' })
    await acted(id, { action: 'add_label', name: ' VIP ' })
    const until = new Date(Date.now() + dayMs).toISOString()
    const snoozed = await acted(id, { action: 'snooze', until })
    expect(snoozed).toMatchObject({
      snoozedUntil: until,
      notes: [{ text: 'Call before noon.' }],
      labels: [{ name: 'VIP' }],
    })
    expect(idsOf(await listed({ status: 'snoozed' }))).toContain(id)
    expect(idsOf(await listed({ status: 'open' }))).not.toContain(id)
    expect((await act(id, { action: 'snooze', until: '2020-01-01T00:00:00Z' })).status).toBe(400)
    await acted(id, { action: 'add_label', name: 'vip' })
    expect(await willow.tenant.db.label.count({ where: { name: { equals: 'vip', mode: 'insensitive' } } })).toBe(1)
    expect(await acted(id, { action: 'resolve' })).toMatchObject({ status: 'resolved', snoozedUntil: null })
    expect((await act(id, { action: 'resolve' })).status).toBe(409)
    expect(await acted(id, { action: 'reopen' })).toMatchObject({ status: 'open', isAiActive: true })
    expect((await act(id, { action: 'reopen' })).status).toBe(409)
    const { labels } = await acted(id, { action: 'remove_label', labelId: snoozed.labels[0]!.id })
    expect(labels).toEqual([])
  })

  it('are those of the desk and of the spa’s agency, no providers, and assign only one another', async () => {
    const { id } = await thread(['hi'])
    expect((await act(id, { action: 'take_over' }, { as: 'provider' })).status).toBe(403)
    expect((await act(id, { action: 'note', text: 'x' }, { as: 'provider' })).status).toBe(403)
    const theirs = await desk.maple.tenant.db.conversation.create({ data: { channel: 'chat' } })
    expect((await act(theirs.id, { action: 'take_over' })).status).toBe(404)
    expect((await act(id, { action: 'assign', memberId: newId() })).status).toBe(409)
    expect((await act(id, { action: 'nonsense' })).status).toBe(400)
    expect((await act(id, { action: 'note', text: 'a\0b' })).status).toBe(400)
  })
})

describe('a message', () => {
  it('that did not arrive says why, and is sent again once', async () => {
    const { id } = await thread(['hi'])
    const { db } = willow.tenant
    const outbox = await db.outboxMessage.create({
      data: {
        channel: 'sms',
        toAddress: '+12125553999',
        text: 'Hello',
        purpose: 'reply',
        kind: 'answer',
        status: 'failed',
        conversationId: id,
      },
    })
    const message = await db.communicationMessage.create({
      data: {
        conversationId: id,
        position: 20,
        direction: 'outbound',
        author: 'ava',
        channel: 'sms',
        text: 'Hello',
        deliveryStatus: 'undelivered',
        errorCode: '30005',
        outboxId: outbox.id,
      },
    })
    const before = ConversationDetail.parse(await bodyOf(await desk.ask(`conversations/${id}`)))
    expect(before.messages.at(-1)).toMatchObject({ canSendAgain: true, failure: { code: '30005' } })
    expect(before.hasFailed).toBe(true)
    const again = () => desk.ask(`messages/${message.id}/send-again`, { method: 'POST', as: 'front_desk' })
    expect((await again()).status).toBe(200)
    expect(await db.outboxMessage.count({ where: { againOfId: outbox.id } })).toBe(1)
    expect((await desk.ask(`messages/${message.id}/send-again`, { method: 'POST', as: 'provider' })).status).toBe(403)
  })

  it('is shown as it was sent, shut in, and with pictures only when they are asked for', async () => {
    const { id } = await thread(['Look at this'], { channel: 'email' })
    const message = await willow.tenant.db.communicationMessage.findFirstOrThrow({ where: { conversationId: id } })
    await willow.tenant.db.emailDetails.create({
      data: {
        messageId: message.id,
        fromAddress: 'ana@mail.example',
        toAddress: 'willow@inbound.example',
        subject: 'Look',
        safeHtml: '<p>Look</p><img src="https://shop.example/a.png" alt="A face" />',
      },
    })
    const detail = ConversationDetail.parse(await bodyOf(await desk.ask(`conversations/${id}`)))
    expect(detail.messages[0]).toMatchObject({ text: 'Look at this', page: { hasPictures: true } })
    const shown = await desk.ask(`messages/${message.id}/page`)
    expect(await shown.text()).toContain('<p>Look</p>')
    const policy = shown.headers.get('content-security-policy')!
    expect(policy).toMatch(/^default-src 'none'; img-src data:;/)
    expect(policy).toMatch(/sandbox allow-popups allow-popups-to-escape-sandbox$/)
    expect(policy).not.toMatch(/script|https:|same-origin/)
    expect(shown.headers.get('referrer-policy')).toBe('no-referrer')
    const withPictures = await desk.ask(`messages/${message.id}/page?images=1`)
    expect(withPictures.headers.get('content-security-policy')).toContain('img-src data: https:;')
    expect((await desk.ask(`messages/${message.id}/page`, { as: 'provider' })).status).toBe(403)
    expect((await desk.ask(`messages/${newId()}/page`)).status).toBe(404)
  })

  it('gives its attachment as a download and nothing else', async () => {
    const { id } = await thread(['my form'], { channel: 'email' })
    const { tenant } = willow
    const { id: messageId } = await tenant.db.communicationMessage.findFirstOrThrow({ where: { conversationId: id } })
    const content = Buffer.from('<script>alert(1)</script>')
    const attachmentId = await desk.server.context.portalAccess.tenant(tenant.id).transaction(async (tx) => {
      const files = [{ name: 'føøbar "x".html', contentType: 'text/html', content }]
      const [file] = await sealFiles(tx, { tenant: desk.server.context.portalAccess.tenant(tenant.id), files })
      await tx.messageAttachment.create({ data: { messageId, ...file! } })
      return file!.id
    })
    const answer = await desk.ask(`attachments/${attachmentId}`, { as: 'front_desk' })
    expect(answer.status).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content)
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename/)
    expect((await desk.ask(`attachments/${attachmentId}`, { as: 'provider' })).status).toBe(403)
  })
})

it('two customers become one and are parted again', async () => {
  const one = await thread(['hello'], { given: 'Ada', family: 'Twin' })
  const two = await thread(['hello again'], { given: 'Ada', family: 'Twin' })
  const wordsOf = async ({ customerId }: { customerId: string }) => {
    const page = HistoryPage.parse(await bodyOf(await desk.ask(`customers/${customerId}/history`)))
    return page.entries.flatMap((entry) => (entry.kind === 'message' ? entry.text : [])).sort()
  }
  const before = CustomerDetail.parse(await bodyOf(await desk.ask(`customers/${one.customerId}`)))
  expect(before.perhapsSame.map(({ id }) => id)).toEqual([two.customerId])
  const merge = () =>
    desk.ask(`customers/${one.customerId}/merge`, {
      method: 'POST',
      body: { otherId: two.customerId },
      as: 'front_desk',
    })
  const merged = CustomerDetail.parse(await bodyOf(await merge()))
  expect(await wordsOf(one)).toEqual(['hello', 'hello again'])
  expect((await merge()).status).toBe(409)
  const { customers } = await bodyOf(await desk.ask('customers?search=ada+twin'))
  expect(customers).toHaveLength(1)
  const undo = () => desk.ask(`merges/${merged.merges[0]!.id}/undo`, { method: 'POST' })
  expect(CustomerDetail.parse(await bodyOf(await undo())).merges).toEqual([])
  expect([await wordsOf(one), await wordsOf(two)]).toEqual([['hello'], ['hello again']])
  expect((await undo()).status).toBe(409)
})

describe('the set-up of messages', () => {
  const post = (path: string, body: object, options: Asking = {}) =>
    desk.ask(path, { method: 'POST', body, ...options })

  it('is read and changed by owners, managers and the agency', async () => {
    const setUp = MessagingSetUp.parse(await bodyOf(await desk.ask('messaging', { as: 'agency' })))
    const sms = setUp.channels.find(({ channel }) => channel === 'sms')!
    const changed = { ...sms, replyMode: 'suggest' }
    for (const as of ['front_desk', 'provider'] as const) {
      expect((await desk.ask('messaging', { as })).status).toBe(403)
      expect((await post('messaging/channels', changed, { as })).status).toBe(403)
    }
    const after = MessagingSetUp.parse(await bodyOf(await post('messaging/channels', changed, { as: 'manager' })))
    expect(after.channels).toContainEqual(changed)
    const rule = { serviceId: null, purpose: 'reminder', channel: 'email', offsetMin: -2_880, isActive: true }
    const ruled = MessagingSetUp.parse(await bodyOf(await post('messaging/rules', { rules: [rule] })))
    expect(ruled.rules).toEqual([rule])
    expect((await post('messaging/rules', { rules: [rule, rule] })).status).toBe(400)
    await post('messaging/rules', { rules: [] })
    await post('messaging/channels', sms)
  })

  it('lets Ava take calls or not, and nothing between', async () => {
    const setUp = MessagingSetUp.parse(await bodyOf(await desk.ask('messaging')))
    const voice = setUp.channels.find(({ channel }) => channel === 'voice')!
    expect(voice.replyMode).toBe('auto')
    const refused = await post('messaging/channels', { ...voice, replyMode: 'suggest' })
    expect(refused.status).toBe(400)
    expect(await bodyOf(refused)).toMatchObject({ error: { fields: { replyMode: expect.stringContaining('heard') } } })
    const off = await bodyOf(await post('messaging/channels', { ...voice, replyMode: 'off' }))
    expect(off.channels).toContainEqual({ ...voice, replyMode: 'off' })
    await post('messaging/channels', voice)
  })

  it('has a name that its emails are from, and what stands below them', async () => {
    const { id } = await willow.tenant.db.channelAddress.create({
      data: { channel: 'email', value: 'sender@inbound.example', registration: 'live' },
    })
    const path = `messaging/addresses/${id}`
    const sender = { senderName: 'Willow front desk', signature: 'Willow Spa\r\n12 Elm Street' }
    expect((await post(path, sender, { as: 'front_desk' })).status).toBe(403)
    expect((await post(path, { ...sender, senderName: 'Willow\r\nBcc: x@x.example' })).status).toBe(400)
    const saved = MessagingSetUp.parse(await bodyOf(await post(path, sender)))
    const signature = 'Willow Spa\n12 Elm Street'
    expect(saved.addresses).toContainEqual(expect.objectContaining({ id, senderName: 'Willow front desk', signature }))
    const none = MessagingSetUp.parse(await bodyOf(await post(path, { senderName: '', signature: ' ' })))
    expect(none.addresses).toContainEqual(expect.objectContaining({ id, senderName: null, signature: null }))
    await willow.tenant.db.channelAddress.deleteMany({ where: { id } })
  })

  it('says where a number stands with the carriers, and takes no spa’s own word for it', async () => {
    const number = await willow.tenant.db.channelAddress.create({
      data: { channel: 'sms', value: '+12125550179', registration: 'brand_pending' },
    })
    expect((await post(`messaging/addresses/${number.id}/registration`, { state: 'live' })).status).toBe(404)
    const setUp = MessagingSetUp.parse(await bodyOf(await desk.ask('messaging')))
    expect(setUp.addresses).toContainEqual(expect.objectContaining({ id: number.id, registration: 'brand_pending' }))
    await willow.tenant.db.channelAddress.deleteMany({ where: { id: number.id } })
  })

  it('keeps wordings that can be sent, and says what is wrong with others', async () => {
    const { templates } = TemplateList.parse(await bodyOf(await desk.ask('messaging/templates')))
    const confirmed = templates.find(
      ({ purpose, channel, language }) => purpose === 'booking_confirmed' && channel === 'sms' && language === 'en',
    )!
    const { purpose, channel, language, subject } = confirmed
    const wording = (text: string) => ({ purpose, channel, language, subject, text })
    const wrong = await bodyOf(await post('messaging/templates/preview', wording('Hello {{nobody}}, {{when}}')))
    expect(wrong).toMatchObject({ ok: false })
    expect(wrong.problems.join()).toContain('nobody')
    expect((await post('messaging/templates', wording('Hello {{nobody}}'))).status).toBe(400)
    expect(await bodyOf(await post('messaging/templates/preview', wording('Booked: {{when}}.')))).toMatchObject({
      ok: true,
      segments: 1,
    })
    expect((await post('messaging/templates', wording('Booked: {{when}}.'), { as: 'front_desk' })).status).toBe(403)
    expect((await post('messaging/templates', wording('Booked: {{when}}.'))).status).toBe(204)
    const reset = await desk.ask('messaging/templates', { method: 'DELETE', body: { purpose, channel, language } })
    expect(reset.status).toBe(204)
    expect(await willow.tenant.db.messageTemplate.count()).toBe(0)
  })

  it('has canned replies that everybody at the desk writes and finds', async () => {
    const made = await bodyOf(
      await post('canned-replies', { shortcut: 'Parking', text: 'Behind the house.' }, { as: 'front_desk' }),
    )
    const { cannedReplies } = await bodyOf(await desk.ask('desk', { as: 'agency' }))
    expect(cannedReplies).toContainEqual({ id: made.id, shortcut: 'parking', text: 'Behind the house.' })
    expect((await post('canned-replies', { shortcut: 'two words', text: 'x' })).status).toBe(400)
    expect((await desk.ask(`canned-replies/${made.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await desk.ask(`canned-replies/${made.id}`, { method: 'DELETE' })).status).toBe(404)
  })
})
