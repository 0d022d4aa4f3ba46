/** What the API would tell about messages, colleagues and customers, and what acting in a conversation comes to. */
import type { IncomingMessage } from 'node:http'
import { ConversationAction, type Desk } from '@ava/protocol/portal/conversation-actions.ts'
import type { ConversationDetail } from '@ava/protocol/portal/conversations.ts'
import type { CustomerDetail, HistoryPage } from '@ava/protocol/portal/customers.ts'
import type { MessagingSetUp, TemplateList, TemplateRequest } from '@ava/protocol/portal/messaging.ts'
import type { FakeAnswer } from './fake-desk-server.ts'
import { ago, said } from './fake-data.ts'

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const me = { id: id(1), name: 'Nora Owner' }
const colleague = { id: id(2), name: 'Ben Desk' }

export const fakeTeam: Desk = {
  me,
  staff: [colleague, me],
  labels: [
    { id: id(11), name: 'VIP', tone: 'violet' },
    { id: id(12), name: 'Follow up', tone: 'amber' },
  ],
  cannedReplies: [
    { id: id(21), shortcut: 'parking', text: 'Free parking is behind the building, entrance on Elm Street.' },
    { id: id(22), shortcut: 'late', text: 'No problem, see you a little later.' },
  ],
}

const setUp: MessagingSetUp = {
  channels: (['chat', 'voice', 'sms', 'email'] as const).map((channel) => ({
    channel,
    replyMode: channel === 'email' ? 'suggest' : 'auto',
    quietFromMin: 1_260,
    quietUntilMin: 480,
    asksSatisfaction: true,
    handsOverOutsideHours: false,
  })),
  addresses: [
    {
      id: id(31),
      channel: 'sms',
      value: '+12125550142',
      registration: 'campaign_pending',
      senderName: null,
      signature: null,
    },
    {
      id: id(32),
      channel: 'email',
      value: 'hello@glow.example',
      registration: 'live',
      senderName: 'Glow',
      signature: null,
    },
  ],
  rules: [],
  services: [{ id: id(41), name: 'Botox' }],
  namesTreatments: false,
  heldCount: 3,
}

const template = (changes: Partial<TemplateList['templates'][number]>): TemplateList['templates'][number] => ({
  purpose: 'booking_confirmed',
  channel: 'sms',
  language: 'en',
  subject: null,
  text: 'You are booked at {{spa}} on {{when}}. Reply C to confirm.',
  isDefault: true,
  updatedAt: null,
  variables: ['spa', 'given_name', 'when', 'address'],
  required: ['when'],
  ...changes,
})
const templates: TemplateList = {
  templates: [
    template({}),
    template({ channel: 'email', subject: 'Your appointment', text: 'Hello {{given_name}},\n\nsee you on {{when}}.' }),
    template({ purpose: 'reminder', isDefault: false, updatedAt: ago(900), text: 'Tomorrow: {{when}}.' }),
  ],
}

/** A thread over chat, text and email, with all that a message can come to. */
export function threadOf(startedAt: string): Partial<ConversationDetail> {
  const words = said(
    [
      'customer: Do you have anything on Friday?',
      'ava: Friday at 2:30 PM or 4:00 PM with Dr. Lee. Which suits you?',
      'staff: This is Nora from Glow. I have kept 2:30 PM for you.',
      'customer: Perfect. Here is my form.',
      'ava: Thank you, Kim. I have put it with your record. Is there anything else?',
    ],
    { startedAt, channel: 'chat' },
  )
  const [first, second, third, fourth, fifth] = words as [
    (typeof words)[0],
    (typeof words)[0],
    (typeof words)[0],
    (typeof words)[0],
    (typeof words)[0],
  ]
  return {
    channels: ['chat', 'sms', 'email'],
    labels: [fakeTeam.labels[0]!],
    assignedTo: colleague,
    replyChannels: ['sms', 'email', 'chat'],
    hasDraft: true,
    messages: [
      { ...first, channel: 'sms' },
      { ...second, channel: 'sms', deliveryStatus: 'delivered' },
      {
        ...third,
        channel: 'sms',
        sentBy: me.name,
        deliveryStatus: 'undelivered',
        failure: { code: '30003', words: 'The phone is off or out of reach. Send it again later.' },
        canSendAgain: true,
      },
      {
        ...fourth,
        channel: 'email',
        subject: 'Re: Your appointment',
        attachments: [
          { id: id(51), name: 'intake form.pdf', contentType: 'application/pdf', size: 182_000, isKept: true },
          { id: id(52), name: 'photo.jpg', contentType: 'image/jpeg', size: 90_000, isKept: false },
        ],
      },
      { ...fifth, id: id(53), channel: 'email', deliveryStatus: 'draft' },
    ],
    notes: [{ id: id(61), author: colleague.name, text: 'Prefers mornings. Call before noon.', createdAt: ago(3) }],
  }
}

const customer: CustomerDetail = {
  updatedAt: ago(60),
  givenName: 'Maya',
  familyName: 'Okafor',
  erasedAt: null,
  appointments: [],
  consents: [],
  optedOut: [],
  id: 'c1',
  name: 'Maria Lopez',
  identities: [
    { id: id(71), kind: 'phone', value: '+12125550142', isVerified: true },
    { id: id(72), kind: 'email', value: 'maria.lopez.with.a.long.address@mail.example', isVerified: false },
  ],
  createdAt: ago(90_000),
  note: 'Likes the room with the window.',
  language: 'en',
  timeZone: null,
  mergedIntoId: null,
  merges: [{ id: id(91), name: 'M. Lopez', at: ago(4_000), by: 'Ava', canUndo: true }],
  perhapsSame: [
    {
      id: 'c2',
      name: 'Maria Lopez',
      createdAt: ago(2_000),
      identities: [{ id: id(73), kind: 'phone', value: '+12125550177', isVerified: false }],
    },
  ],
}

const place = { conversationId: null, appointmentId: null }
const history: HistoryPage = {
  nextCursor: 'older',
  entries: [
    {
      ...place,
      kind: 'message',
      id: id(81),
      at: ago(5),
      conversationId: 'call',
      channel: 'sms',
      author: 'ava',
      text: 'I have Thursday, December 3 at 2:30 PM or 4:00 PM with Dr. Lee. Which suits you better?',
      isInterrupted: false,
      deliveryStatus: 'delivered',
    },
    {
      ...place,
      kind: 'appointment',
      id: id(82),
      at: ago(60),
      appointmentId: id(3),
      action: 'appointment.moved',
      by: me.name,
      reference: 'AB12CD',
    },
    { ...place, kind: 'notice', id: id(83), at: ago(2_000), channel: 'sms', purpose: 'reminder', status: 'failed' },
    { ...place, kind: 'merge', id: id(91), at: ago(4_000), mergedId: 'c3', by: 'Ava', undoneAt: null },
  ],
}

const noSafety = { customerId: 'c1', mayRead: true, count: 0, allergies: [], contraindications: [] }
const listed = (one: CustomerDetail['perhapsSame'][number]) => ({
  ...one,
  next: null,
  lastContactAt: null,
  isOptedOut: false,
  needsReview: false,
})

/** Null where it is about something else. */
export function answerMessaging(request: IncomingMessage, body: unknown): FakeAnswer | null {
  const url = new URL(request.url ?? '/', 'http://fake')
  const [, , , section, sub, verb] = url.pathname.split('/')
  const ok = (data: unknown): FakeAnswer => ({ status: 200, data })
  if (section === 'desk') return ok(fakeTeam)
  if (section === 'canned-replies') return ok({ id: id(23), shortcut: 'x', text: 'x' })
  if (section === 'customers' && verb === 'history') return ok(history)
  if (section === 'customers' && verb === 'safety') return ok(noSafety)
  if (section === 'customers')
    return ok(sub ? customer : { customers: customer.perhapsSame.map(listed), nextCursor: null })
  if (section === 'merges') return ok({ ...customer, merges: [] })
  if (section !== 'messaging') return null
  if (sub !== 'templates') return ok(setUp)
  if (request.method === 'GET') return ok(templates)
  const wrong = /\{\{(?!spa|given_name|when|address)(\w+)\}\}/.exec((body as TemplateRequest).text)?.[1]
  const problems = [`There is no {{${wrong}}}. You can use {{spa}}, {{given_name}}, {{when}} and {{address}}.`]
  if (verb !== 'preview') return { status: wrong ? 400 : 204, data: wrong ? refusal(problems[0]!) : undefined }
  const text = 'You are booked at Glow on Friday, December 4 at 2:30 PM. Reply C to confirm.'
  return ok(wrong ? { ok: false, problems } : { ok: true, subject: null, text, segments: 1 })
}

/** What one act makes of a conversation. */
export function actedOn(one: ConversationDetail, body: unknown): FakeAnswer {
  const action = ConversationAction.parse(body)
  const ok = (changes: Partial<ConversationDetail>): FakeAnswer => ({ status: 200, data: { ...one, ...changes } })
  switch (action.action) {
    case 'take_over': {
      const holder = one.takenOverBy
      if (holder && holder.id !== me.id && !action.fromOther) {
        return { status: 409, data: refusal(`${holder.name} has taken over this conversation.`) }
      }
      return ok({ takenOverBy: me, status: 'with_person', isAiActive: false })
    }
    case 'hand_back':
      return ok({ takenOverBy: null, status: 'open', isAiActive: true })
    case 'reply': {
      const [message] = said([`staff: ${action.text}`], { startedAt: new Date().toISOString(), channel: 'chat' })
      const sent = { ...message!, id: action.key, position: 9_999, channel: action.channel, sentBy: me.name }
      return ok({
        takenOverBy: me,
        status: 'with_person',
        isAiActive: false,
        messages: [...one.messages, { ...sent, deliveryStatus: 'queued' }],
      })
    }
    case 'approve_draft':
    case 'discard_draft':
      return ok({ messages: one.messages.filter((message) => message.id !== action.messageId) })
    case 'note':
      return ok({
        notes: [...one.notes, { id: id(62), author: me.name, text: action.text, createdAt: new Date().toISOString() }],
      })
    case 'resolve':
      return ok({ status: 'resolved', isAiActive: false, takenOverBy: null })
    default:
      return ok({})
  }
}

function refusal(message: string) {
  return { error: { code: 'test', message, requestId: 'req-7f3a91' } }
}
