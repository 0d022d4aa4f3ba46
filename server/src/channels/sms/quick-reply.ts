import type { TenantTransaction } from '../../db/for-tenant.ts'
import { timeInWords } from '../../messages/time-in-words.ts'

/** Messages that end with "Reply Y to confirm, R to reschedule, N to cancel". */
const askedIn = ['reminder', 'booking_confirmed', 'booking_moved']
/** Two visits that somebody was told of within this time could both be meant. */
const ABOUT_ONE_MS = 72 * 60 * 60_000

export interface QuickReply {
  wants: 'confirm' | 'move' | 'cancel'
  visit: { appointmentId: string; reference: string; when: string }
}

// C is none of them: to one spa it means confirm, to another cancel.
const letters = [
  ['confirm', /^(?:y|yes|yep|yeah|yup|s[íi])$/],
  ['move', /^(?:r|reschedule)$/],
  ['cancel', /^(?:n|no|nope)$/],
] as const

/** Which of the answers a text is, whatever it answers. */
export function quickReplyWord(text: string): QuickReply['wants'] | null {
  const word = text
    .toLowerCase()
    .replace(/[\s.!]+$/g, '')
    .trim()
  return letters.find(([, pattern]) => pattern.test(word))?.[0] ?? null
}

/**
 * What somebody means who answers a reminder with one letter. Null when the newest thing that we sent there asked
 * for no letter, or when it is not plain which visit is meant: then it is a text like any other.
 */
export async function readQuickReply(
  tx: TenantTransaction,
  request: { text: string; ourAddress: string; theirAddress: string; now: Date },
): Promise<QuickReply | null> {
  const wants = quickReplyWord(request.text)
  if (wants === null) return null
  const { ourAddress, theirAddress, now } = request
  const sent = await tx.outboxMessage.findMany({
    where: {
      toAddress: theirAddress,
      channel: 'sms',
      kind: { not: 'code' },
      status: { in: ['sending', 'sent', 'delivered'] },
      OR: [{ fromAddress: ourAddress }, { fromAddress: null }],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 20,
    select: { purpose: true, appointmentId: true, createdAt: true },
  })
  const [newest] = sent
  if (!newest?.appointmentId || !askedIn.includes(newest.purpose)) return null
  const since = newest.createdAt.getTime() - ABOUT_ONE_MS
  const asked = sent.flatMap(({ purpose, appointmentId, createdAt }) =>
    appointmentId !== null && askedIn.includes(purpose) && createdAt.getTime() >= since ? [appointmentId] : [],
  )
  const visits = await tx.appointment.findMany({
    where: { id: { in: asked }, startsAt: { gt: now }, status: { in: ['requested', 'pending_review', 'booked'] } },
    orderBy: [{ startsAt: 'asc' }, { visitPosition: 'asc' }],
    select: {
      id: true,
      reference: true,
      startsAt: true,
      status: true,
      visitId: true,
      location: { select: { timeZone: true } },
      customer: { select: { language: true } },
    },
  })
  const [first] = visits
  // The services of one visit are one thing that was asked about.
  const isOne = new Set(visits.map(({ id, visitId }) => visitId ?? id)).size === 1
  if (!first || !isOne || (wants === 'confirm' && first.status !== 'booked')) return null
  const when = timeInWords(first.startsAt, {
    timeZone: first.location.timeZone,
    language: first.customer.language ?? 'en',
    style: 'short',
  })
  return { wants, visit: { appointmentId: first.id, reference: first.reference, when } }
}

/** How the thread shows the letter, to people and to the model: what it stands for is not to be guessed. */
export function wordsOfQuickReply(text: string, { wants, visit }: QuickReply): string {
  if (wants === 'confirm') return text
  const asks = wants === 'move' ? 'asks for another time for' : 'asks to cancel'
  return `${text.trim()} (${asks} the appointment on ${visit.when})`
}
