import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConversationDetail, ConversationList } from '@ava/protocol/portal/conversations.ts'
import { CustomerDetail } from '@ava/protocol/portal/customers.ts'
import { MessagingSetUp, TemplateList } from '@ava/protocol/portal/messaging.ts'
import { sealFiles } from '../src/channels/email/attachments.ts'
import type { Channel } from '../src/db/generated/client.ts'
import { newId } from '../src/db/new-id.ts'
import type { MinimalSpa } from './harness/minimal-spa.ts'
import { bodyOf } from './harness/running-server.ts'
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

interface Thread {
  id: string
  customerId: string
}

const dayMs = 24 * 60 * 60_000
let phones = 0

async function thread(
  words: string[],
  options: { spa?: MinimalSpa; channel?: Channel; at?: Date; given?: string; family?: string; phone?: string } = {},
): Promise<Thread> {
  const { spa = willow, channel = 'sms', at = new Date(), given = 'Ida', family = 'Berg' } = options
  const phone = options.phone ?? `+1212555${String(3000 + phones++)}`
  const { db } = spa.tenant
  const { id: customerId } = await db.customer.create({ data: { givenName: given, familyName: family } })
  await db.identity.create({ data: { customerId, kind: 'phone', value: phone } })
  const { id } = await db.conversation.create({
    data: { channel, customerId, lastActivityAt: at, startedAt: at, theirAddress: channel === 'sms' ? phone : null },
  })
  await db.communicationMessage.createMany({
    data: words.map((text, index) => ({
      conversationId: id,
      position: index + 1,
      direction: 'inbound' as const,
      author: 'customer' as const,
      channel,
      text,
      sentAt: at,
    })),
  })
  return { id, customerId }
}

async function listed(query: Record<string, string>, options: Asking = {}): Promise<ConversationList> {
  const answer = await desk.ask(`conversations?${new URLSearchParams(query)}`, options)
  expect(answer.status).toBe(200)
  return ConversationList.parse(await bodyOf(answer))
}
const idsOf = ({ conversations }: ConversationList) => conversations.map(({ id }) => id)

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

describe('a search', () => {
  it('finds words of one message, names, numbers and their parts, and says where', async () => {
    const { id } = await thread(['Do you do Botóx touch-ups?', 'For Friday'], {
      given: 'José',
      family: 'Núñez',
      phone: '+13055550187',
    })
    for (const search of [
      'botox',
      'BOTÓX touch',
      'ups botox',
      'frid',
      'jose nunez',
      'nuñ',
      '+1 (305) 555-0187',
      '5550187',
      '0187',
      '305555',
    ]) {
      expect(idsOf(await listed({ search })), search).toContain(id)
    }
    for (const search of ['botox friday', 'otox', 'nunezz', '3055550188']) {
      expect(idsOf(await listed({ search })), search).not.toContain(id)
    }
    const [found] = (await listed({ search: 'touch botox' })).conversations
    expect(found?.match?.text).toContain('Botóx touch-ups')
  })

  it('shows each conversation once, the newest finding first, page after page, however far back', async () => {
    const made: string[] = []
    for (let weeks = 0; weeks < 9; weeks++) {
      const at = new Date(Date.now() - weeks * 45 * dayMs)
      made.push((await thread(['quokka one', 'quokka two', 'more'], { at })).id)
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listed({ search: 'quokka', limit: '2', ...(cursor ? { cursor } : {}) })
      seen.push(...idsOf(page))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(made)
  })

  it('finds what lies behind thousands of newer messages, and what was said before in a thread that went on', async () => {
    const old = await thread(['wombat wish'], { at: new Date(Date.now() - 300 * dayMs) })
    const older = await thread(['the wombat'], { at: new Date(Date.now() - 800 * dayMs) })
    await thread(Array.from({ length: 1_200 }, (_, index) => `filler ${index}`))
    const both = await thread(['wombat now', 'wombat again'])
    await willow.tenant.db.communicationMessage.create({
      data: {
        conversationId: both.id,
        position: 900,
        direction: 'inbound',
        author: 'customer',
        channel: 'sms',
        text: 'first wombat',
        sentAt: new Date(Date.now() - 400 * dayMs),
      },
    })
    expect(idsOf(await listed({ search: 'womb' }))).toEqual([both.id, old.id, older.id])
    expect(idsOf(await listed({ search: 'wombat wish' }))).toEqual([old.id])
    const first = await listed({ search: 'wombat', limit: '1' })
    const rest = await listed({ search: 'wombat', cursor: first.nextCursor! })
    expect([...idsOf(first), ...idsOf(rest)]).toEqual([both.id, old.id, older.id])
  })

  it('looks for a person and for words at once, and never in another spa', async () => {
    const byName = await thread(['hello'], { given: 'Zinnia' })
    const byWords = await thread(['Is Zinnia in today?'])
    await thread(['Zinnia of Maple'], { spa: desk.maple, given: 'Zinnia' })
    expect(idsOf(await listed({ search: 'zinnia' })).sort()).toEqual([byName.id, byWords.id].sort())
    // Nothing is named to the function but by the transaction: without a spa it finds nothing.
    const rows = await desk.database.prisma.$queryRaw<object[]>`
      select * from search_conversations('zinnia', '{}'::jsonb, null, null, 10, 1000)`
    expect(rows).toEqual([])
  })

  it('narrows what it finds by the filters', async () => {
    const mine = await thread(['marmot here'])
    const other = await thread(['marmot there'], { channel: 'email' })
    await acted(mine.id, { action: 'add_label', name: 'Marmots' })
    const label = (await willow.tenant.db.label.findFirstOrThrow({ where: { name: 'Marmots' } })).id
    expect(idsOf(await listed({ search: 'marmot', label }))).toEqual([mine.id])
    expect(idsOf(await listed({ search: 'marmot', channel: 'email' }))).toEqual([other.id])
    expect(idsOf(await listed({ search: 'marmot', status: 'ended' }))).toEqual([])
    expect(idsOf(await listed({ search: 'marmot', assignee: 'nobody' })).sort()).toEqual([mine.id, other.id].sort())
  })

  it('survives whatever is typed', async () => {
    for (const search of ["'", '\\', "a' | 'b", ':*', '& !', '😀', '(((', 'x'.repeat(200), '%', '@', '+1', '١٢٣']) {
      await listed({ search })
    }
  })
})

describe('the list', () => {
  it('is filtered by who has it, by label, and by days as the spa counts them', async () => {
    // 03:30 UTC on the 10th is the evening of the 9th in New York.
    const late = await thread(['late'], { at: new Date('2026-03-10T03:30:00Z') })
    const noon = await thread(['noon'], { at: new Date('2026-03-10T16:00:00Z') })
    expect(idsOf(await listed({ from: '2026-03-09', to: '2026-03-09' }))).toEqual([late.id])
    expect(idsOf(await listed({ from: '2026-03-10', to: '2026-03-10' }))).toEqual([noon.id])
    const { me } = await bodyOf(await desk.ask('desk'))
    await acted(late.id, { action: 'assign', memberId: me.id })
    expect(idsOf(await listed({ assignee: 'me', to: '2026-03-10' }))).toEqual([late.id])
    expect(idsOf(await listed({ assignee: me.id, to: '2026-03-10' }))).toEqual([late.id])
    expect(idsOf(await listed({ assignee: 'me', to: '2026-03-10' }, { as: 'manager' }))).toEqual([])
    expect((await desk.ask('conversations?from=2026-02-30')).status).toBe(400)
    expect((await desk.ask('conversations?from=2026-03-10&to=2026-03-09')).status).toBe(400)
  })

  it('does not go on from a page of other filters', async () => {
    await thread(['one'])
    await thread(['two'])
    const { nextCursor } = await listed({ limit: '1', channel: 'sms' })
    const cursor = nextCursor!
    expect(idsOf(await listed({ limit: '1', channel: 'sms', cursor }))).toHaveLength(1)
    for (const query of [`cursor=${cursor}`, `cursor=${cursor}&channel=email`, `cursor=${cursor}&search=one`]) {
      expect((await desk.ask(`conversations?${query}`)).status, query).toBe(400)
    }
  })

  it('knows a conversation by every channel it went over', async () => {
    const { id } = await thread(['by text'], { channel: 'sms' })
    const { db } = willow.tenant
    const common = { conversationId: id, direction: 'inbound', author: 'customer', text: 'x' } as const
    await db.communicationMessage.create({ data: { ...common, position: 50, channel: 'email' } })
    await db.communicationEvent.create({ data: { conversationId: id, type: 'call_started', data: {} } })
    for (const channel of ['sms', 'email', 'voice']) expect(idsOf(await listed({ channel }))).toContain(id)
    expect(idsOf(await listed({ channel: 'chat' }))).not.toContain(id)
  })
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

  it('are those of the spa, not its agency, and assign only one another', async () => {
    const { id } = await thread(['hi'])
    expect((await act(id, { action: 'take_over' }, { as: 'agency' })).status).toBe(403)
    expect((await act(id, { action: 'note', text: 'x' }, { as: 'agency' })).status).toBe(403)
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
    expect((await desk.ask(`messages/${message.id}/send-again`, { method: 'POST', as: 'agency' })).status).toBe(403)
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
    expect((await desk.ask(`attachments/${attachmentId}`, { as: 'agency' })).status).toBe(403)
  })
})

it('two customers become one and are parted again', async () => {
  const one = await thread(['hello'], { given: 'Ada', family: 'Twin' })
  const two = await thread(['hello again'], { given: 'Ada', family: 'Twin' })
  const before = CustomerDetail.parse(await bodyOf(await desk.ask(`customers/${one.customerId}`)))
  expect(before.perhapsSame.map(({ id }) => id)).toEqual([two.customerId])
  const merge = () =>
    desk.ask(`customers/${one.customerId}/merge`, {
      method: 'POST',
      body: { otherId: two.customerId },
      as: 'front_desk',
    })
  const merged = CustomerDetail.parse(await bodyOf(await merge()))
  expect(merged.timeline.filter(({ kind }) => kind === 'conversation')).toHaveLength(2)
  expect((await merge()).status).toBe(409)
  const { customers } = await bodyOf(await desk.ask('customers?search=ada+twin'))
  expect(customers).toHaveLength(1)
  const undo = () => desk.ask(`merges/${merged.merges[0]!.id}/undo`, { method: 'POST' })
  expect(
    CustomerDetail.parse(await bodyOf(await undo())).timeline.filter(({ kind }) => kind === 'conversation'),
  ).toHaveLength(1)
  expect((await undo()).status).toBe(409)
})

describe('the set-up of messages', () => {
  const post = (path: string, body: object, options: Asking = {}) =>
    desk.ask(path, { method: 'POST', body, ...options })

  it('is read by everybody and changed by owners and managers', async () => {
    const setUp = MessagingSetUp.parse(await bodyOf(await desk.ask('messaging', { as: 'provider' })))
    const sms = setUp.channels.find(({ channel }) => channel === 'sms')!
    const changed = { ...sms, replyMode: 'suggest' }
    for (const as of ['front_desk', 'provider', 'agency'] as const) {
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
    const { cannedReplies } = await bodyOf(await desk.ask('desk', { as: 'provider' }))
    expect(cannedReplies).toContainEqual({ id: made.id, shortcut: 'parking', text: 'Behind the house.' })
    expect((await post('canned-replies', { shortcut: 'two words', text: 'x' })).status).toBe(400)
    expect((await desk.ask(`canned-replies/${made.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await desk.ask(`canned-replies/${made.id}`, { method: 'DELETE' })).status).toBe(404)
  })
})
