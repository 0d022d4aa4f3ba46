/** A spa's conversations as the API would tell them: the everyday, and what breaks layouts. */
import type { ConversationDetail, ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import type { Me } from '@ava/protocol/portal/me.ts'

export const glow = 'spa-glow'
export const lumen = 'spa-lumen'
export const quiet = 'spa-quiet'

const nobodys = { providerId: null, agencyName: null }
const spas = {
  [glow]: { tenantId: glow, siteKey: 'glow', name: 'Glow Med Spa', timeZone: 'America/New_York', ...nobodys },
  [lumen]: { tenantId: lumen, siteKey: 'lumen', name: 'Lumen Aesthetics', timeZone: 'America/Los_Angeles', ...nobodys },
  [quiet]: {
    tenantId: quiet,
    siteKey: 'quiet',
    name: 'The Very Long Named Institute for Skin, Light and Unhurried Aesthetic Medicine',
    timeZone: 'America/Denver',
    ...nobodys,
  },
}

/** By email; the password is `correct` for all of them. */
export const people: Record<string, Me> = {
  'owner@glow.example': {
    user: { id: 'u1', name: 'Olivia Grant', email: 'owner@glow.example' },
    spas: [{ ...spas[glow], role: 'owner' }],
    sandboxed: ['OpenAI', 'Twilio', 'SendGrid'],
  },
  'agency@northstar.example': {
    user: { id: 'u2', name: 'Noor Haddad', email: 'agency@northstar.example' },
    spas: Object.values(spas).map((spa) => ({ ...spa, role: 'agency' as const })),
    sandboxed: [],
  },
  'desk@glow.example': {
    user: { id: 'u4', name: 'Dana Wu', email: 'desk@glow.example' },
    spas: [{ ...spas[glow], role: 'front_desk' }],
    sandboxed: [],
  },
  'nobody@glow.example': {
    user: { id: 'u3', name: 'Nora Body', email: 'nobody@glow.example' },
    spas: [],
    sandboxed: [],
  },
}

const minuteMs = 60_000
export const ago = (minutes: number) => new Date(Date.now() - minutes * minuteMs).toISOString()

function summary(id: string, minutes: number, changes: Partial<ConversationSummary> = {}): ConversationSummary {
  return {
    id,
    customerName: null,
    channel: 'chat',
    status: 'ended',
    isLive: false,
    isInCall: false,
    outcome: null,
    lastMessage: null,
    messageCount: 8,
    openTaskCount: 0,
    channels: [changes.channel ?? 'chat'],
    contact: null,
    assignedTo: null,
    takenOverBy: null,
    labels: [],
    snoozedUntil: null,
    hasDraft: false,
    hasFailed: false,
    match: null,
    startedAt: ago(minutes + 4),
    lastActivityAt: ago(minutes),
    ...changes,
  }
}

const longName = 'Wilhelmina Alexandra Constance Featherstonehaugh-Montgomery von und zu Hohenstein'

const everyday: ConversationSummary[] = [
  summary('call', 0, {
    customerName: 'Maria Lopez',
    channel: 'voice',
    status: 'open',
    isLive: true,
    isInCall: true,
    lastMessage: 'I have Thursday, December 3 at 2:30 PM or 4:00 PM with Dr. Lee. Which suits you better?',
  }),
  summary('typing', 1, { status: 'open', isLive: true, lastMessage: 'do you do lip flip and how much' }),
  summary('handover', 14, {
    customerName: 'Priya Raman',
    channel: 'voice',
    status: 'with_person',
    outcome: 'transferred',
    openTaskCount: 1,
    lastMessage: 'Could I speak to someone about my last filler appointment?',
  }),
  summary('emergency', 52, {
    customerName: 'Daniel O’Brien',
    channel: 'voice',
    status: 'locked',
    outcome: 'emergency',
    openTaskCount: 2,
    lastMessage: 'If your lips are turning white or you have trouble seeing, call 911 now.',
  }),
  summary('booked', 95, {
    customerName: 'Aaliyah Johnson',
    channel: 'voice',
    outcome: 'booked',
    lastMessage: 'You are booked for HydraFacial on Wednesday, December 2 at 11:00 AM with Sofia.',
  }),
  summary('rtl', 180, {
    customerName: 'ليلى عبد الرحمن',
    channel: 'sms',
    outcome: 'moved',
    lastMessage: 'شكرًا، الموعد الجديد مناسب لي.',
  }),
  summary('emoji', 340, {
    customerName: '✨ Kayleigh 💅🏽 ✨',
    outcome: 'answered',
    lastMessage: 'omg yes tysm 😭😭😭',
  }),
  summary('long', 1_200, {
    customerName: longName,
    channel: 'email',
    outcome: 'message_taken',
    openTaskCount: 12,
    lastMessage:
      'https://example.com/a-very-long-address-without-any-break-at-all/that-goes-on-and-on/and-on?utm_source=newsletter&utm_campaign=autumn',
  }),
  summary('script', 1_500, {
    customerName: '<script>alert(1)</script>',
    outcome: 'abandoned',
    lastMessage: '<img src=x onerror=alert(1)>',
  }),
  summary('cancelled', 2_900, {
    customerName: 'Tom Becker',
    channel: 'phone',
    outcome: 'cancelled',
    lastMessage: 'Done.',
  }),
]

const outcomes = ['booked', 'answered', 'abandoned', 'moved', 'message_taken'] as const
const names = ['Grace Kim', 'Hannah Weiss', 'Jose Ibarra', 'Mei Chen', 'Ruth Adler', 'Zoe Martin']
const older = Array.from({ length: 90 }, (_, i) =>
  summary(`older-${i}`, 4_000 + i * 700, {
    customerName: i % 4 === 3 ? null : (names[i % names.length] ?? null),
    channel: i % 3 === 0 ? 'voice' : 'chat',
    outcome: outcomes[i % outcomes.length] ?? null,
    lastMessage: 'Thank you, see you then.',
  }),
)

export const conversations: Record<string, ConversationSummary[]> = {
  [glow]: [...everyday, ...older],
  [lumen]: [
    summary('lumen-one', 30, {
      customerName: 'Only Lumen',
      channel: 'voice',
      outcome: 'booked',
      lastMessage: 'See you on Monday.',
    }),
  ],
  [quiet]: [],
}

type Messages = ConversationDetail['messages']

/** "ava: words" or "customer: words"; a "~" at the end marks what was cut off. */
export function said(
  lines: string[],
  { startedAt, channel }: { startedAt: string; channel: 'voice' | 'chat' },
): Messages {
  return lines.map((line, i) => {
    const [author = '', ...words] = line.split(': ')
    const text = words.join(': ')
    return {
      id: `m${i}`,
      position: i * 10,
      author: author as Messages[number]['author'],
      channel,
      text: text.replace(/~$/, ''),
      isInterrupted: text.endsWith('~'),
      sentAt: new Date(Date.parse(startedAt) + (i + 1) * 9_000).toISOString(),
      direction: author === 'customer' ? 'inbound' : 'outbound',
      deliveryStatus: 'none',
      sentBy: null,
      failure: null,
      canSendAgain: false,
      subject: null,
      page: null,
      attachments: [],
    }
  })
}

const spoken = [
  'ava: Hi, this is Ava, the AI receptionist at Glow Med Spa. How can I help you today?',
  'customer: Hi! I would like to book Botox, some time next week, in the afternoon if that works.',
  'ava: Happy to. Botox takes 30 minutes and starts at $12 a unit. I have Tuesday, December 1 at 2:30 PM with Dr. Lee, or~',
  'customer: Sorry, not Tuesday. Thursday?',
  'ava: Of course. I have Thursday, December 3 at 2:30 PM or 4:00 PM with Dr. Lee. Which suits you better?',
  'customer: 2:30 please. Wait, is there parking?',
  'ava: Yes, there is free parking behind the building. To book you for Thursday, December 3 at 2:30 PM, I need your name and a phone number.',
  'customer: Maria Lopez, 212 555 0142.',
  'ava: Thank you, Maria. Botox with Dr. Lee on Thursday, December 3 at 2:30 PM, and a text to 212 555 0142. Shall I book it?',
  'customer: Yes.',
]

export function detailOf(one: ConversationSummary): ConversationDetail {
  const { startedAt } = one
  const at = (seconds: number) => new Date(Date.parse(startedAt) + seconds * 1000).toISOString()
  const isVoice = one.channel === 'voice'
  const rich = ['call', 'booked', 'handover', 'emergency', 'long', 'rtl'].includes(one.id)
  const lines = rich ? spoken : [`customer: ${one.lastMessage ?? 'Hello'}`, 'ava: Happy to help with that.']
  const messages = one.id === 'rtl' ? [...lines, `customer: ${one.lastMessage}`] : lines
  return {
    ...one,
    isAiActive: one.status === 'open',
    silencedFor: null,
    takenOverAt: null,
    resolvedAt: null,
    csat: null,
    replyChannels: ['chat'],
    notes: [],
    summary: one.isLive
      ? null
      : rich
        ? 'Asked for Botox next week in the afternoon and about parking. Booked Thursday, December 3 at 2:30 PM with Dr. Lee; wants a text as confirmation.'
        : null,
    pageUrl: one.id === 'script' ? 'javascript:alert(1)' : 'https://glow.example/treatments/botox?utm_source=instagram',
    endedAt: one.status === 'ended' ? one.lastActivityAt : null,
    endReason: one.status === 'ended' ? 'goodbye' : null,
    costMicroCents: rich ? 4_213_377 : 0,
    customer:
      one.customerName === null
        ? null
        : {
            id: 'c1',
            name: one.customerName,
            identities: rich
              ? [
                  { kind: 'phone', value: '+12125550142', isVerified: true },
                  { kind: 'email', value: 'maria.lopez.with.a.long.address@mail.example', isVerified: false },
                ]
              : [],
          },
    messages: said(messages, { startedAt, channel: isVoice ? 'voice' : 'chat' }),
    events: isVoice ? [{ id: 'e1', at: at(1), type: 'call_started', label: 'Call began' }] : [],
    toolCalls: rich
      ? [
          {
            id: 't1',
            name: 'list_services',
            label: 'Looked up services and prices',
            status: 'done',
            startedAt: at(19),
            durationMs: 41,
          },
          {
            id: 't2',
            name: 'find_openings',
            label: 'Looked for free times',
            status: 'done',
            startedAt: at(20),
            durationMs: 128,
          },
          {
            id: 't3',
            name: 'hold_slot',
            label: 'Keeping a time free: the time had just been taken',
            status: 'failed',
            startedAt: at(55),
            durationMs: 31,
          },
          ...(one.isLive
            ? [
                {
                  id: 't4',
                  name: 'book_appointment',
                  label: 'Booking an appointment',
                  status: 'running' as const,
                  startedAt: at(95),
                  durationMs: null,
                },
              ]
            : []),
        ]
      : [],
    calls: isVoice
      ? [
          {
            id: 'k1',
            startedAt,
            endedAt: one.isInCall ? null : at(134),
            model: 'gpt-realtime-2.1',
            turnCount: 6,
            interruptions: 1,
            medianResponseMs: one.isInCall ? null : 640,
          },
        ]
      : [],
    appointments:
      one.outcome === 'booked' || one.outcome === 'moved' || one.id === 'long'
        ? [
            {
              id: 'a1',
              reference: 'GLOW-7QK4',
              serviceName: 'Botox Cosmetic',
              providerName: 'Dr. Lee',
              startsAt: new Date(Date.now() + 9 * 24 * 60 * minuteMs).toISOString(),
              endsAt: new Date(Date.now() + 9 * 24 * 60 * minuteMs + 30 * minuteMs).toISOString(),
              timeZone: 'America/New_York',
              status: one.outcome === 'moved' ? 'pending_review' : 'booked',
              priceCents: 36_000,
              currency: 'USD',
            },
          ]
        : [],
    tasks: one.openTaskCount
      ? [
          {
            id: 'k1',
            kind: one.outcome === 'emergency' ? 'emergency' : 'hand_over',
            status: 'open',
            title:
              one.outcome === 'emergency'
                ? 'Call back at once: vision changes after filler'
                : 'Wants to talk about her last filler appointment',
            details: [
              { label: 'Reason', value: 'Not happy with the result on the left side, wants to hear from Dr. Lee.' },
              { label: 'Phone', value: '+1 212 555 0142' },
              { label: 'So far', value: 'Ava offered a follow-up visit; she prefers a call first.' },
            ],
            createdAt: one.lastActivityAt,
          },
        ]
      : [],
  }
}
