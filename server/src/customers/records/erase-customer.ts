import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { lockCustomers } from '../../db/customer-rows.ts'
import { eraseFromLog, erasePerson } from '../../db/erase/erase-person.ts'
import { eraseJobs, eraseReceipts, eraseWords } from '../../db/erase/erase-words.ts'
import { findTraces } from '../../db/erase/find-traces.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { notifyAppointments, notifyConversation, notifyDesk } from '../../db/notify.ts'
import { mergeLock } from '../merge.ts'
import { fullName } from '../names.ts'

/** What stands where the name was. */
export const erasedName = 'Erased customer'

const eraseTimeoutMs = 60_000
/** So long after their last word somebody may still be in a call or a chat. */
const talkingMs = 2 * 60_000
const maxTold = 200

export type EraseResult =
  | { ok: true }
  | { ok: false; reason: 'not_found' | 'merged' | 'erased_already' | 'wrong_name' | 'has_coming' | 'talking_now' }

/**
 * Makes the spa forget a person. Appointments and money stay, nobody's; messages, contacts, answers, files and everything
 * else goes, and what others' rows still say of their number, address or whole name is blacked out. Not undoable.
 * `name` is typed by whoever asks for it, and has to be the customer's. Refused while something is to
 * come: cancelling it tells the customer, and that is not for here.
 */
export async function eraseCustomer(
  tenant: Tenant,
  request: { customerId: string; name: string; actor: string; now: Date },
): Promise<EraseResult> {
  return tenant.transaction((tx) => erase(tx, request), { lock: mergeLock, timeoutMs: eraseTimeoutMs })
}

async function erase(
  tx: TenantTransaction,
  { customerId: rootId, name, actor, now }: { customerId: string; name: string; actor: string; now: Date },
): Promise<EraseResult> {
  await lockCustomers(tx, [rootId])
  const customer = await tx.customer.findFirst({ where: { id: rootId } })
  if (!customer) return { ok: false, reason: 'not_found' }
  if (customer.mergedIntoId !== null) return { ok: false, reason: 'merged' }
  if (customer.erasedAt !== null) return { ok: false, reason: 'erased_already' }
  if (plain(name) !== plain(fullName(customer))) return { ok: false, reason: 'wrong_name' }

  const traces = await findTraces(tx, { rootId })
  await lockCustomers(tx, traces.customerIds)
  const { customerIds, conversationIds, contacts } = traces
  const coming = await tx.appointment.count({
    where: {
      customerId: { in: customerIds },
      endsAt: { gt: now },
      status: { in: ['requested', 'pending_review', 'booked', 'checked_in'] },
    },
  })
  if (coming > 0) return { ok: false, reason: 'has_coming' }
  const talking = await tx.conversation.count({
    where: {
      id: { in: conversationIds },
      channel: { in: ['voice', 'chat', 'phone'] },
      endedAt: null,
      lastActivityAt: { gt: new Date(now.getTime() - talkingMs) },
    },
  })
  const held = await tx.hold.count({
    where: { conversationId: { in: conversationIds }, status: 'active', expiresAt: { gt: now } },
  })
  if (talking + held > 0) return { ok: false, reason: 'talking_now' }

  const names = await tx.customer.findMany({
    where: { id: { in: customerIds } },
    select: { givenName: true, familyName: true },
  })
  const alone = []
  for (const one of names) {
    if (one.familyName === null) continue
    // Somebody else of that name stays who they are.
    const others = await tx.customer.count({ where: { ...one, id: { notIn: customerIds } } })
    if (others === 0) alone.push(one)
  }
  const pattern = patternOf({ contacts, names: alone.map(fullName) })

  for (const conversationId of conversationIds.slice(0, maxTold)) await notifyConversation(tx, { conversationId })
  await erasePerson(tx, { rootId, traces })
  await eraseFromLog(tx, { traces, pattern })
  await tx.customer.updateMany({
    where: { id: rootId },
    data: { givenName: erasedName, familyName: null, note: null, timeZone: null, language: null, erasedAt: now },
  })
  if (pattern !== null) {
    await eraseReceipts(tx, { pattern })
    await eraseWords(tx, { pattern })
  }
  await eraseJobs(tx, {
    ids: [...conversationIds, ...traces.outboxIds, ...traces.otherIds],
    pattern,
  })
  await tx.auditEntry.create({
    data: {
      actor,
      action: 'customer.erased',
      subjectType: 'customer',
      subjectId: rootId,
      data: { conversations: conversationIds.length, appointments: traces.appointmentIds.length },
    },
  })
  await notifyAppointments(tx)
  await notifyDesk(tx)
  return { ok: true }
}

const plain = (name: string) => name.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase()

/** A regular expression (PostgreSQL's) of numbers however they are written, addresses, and whole names; null: of nothing. */
export function patternOf({
  contacts,
  names,
}: {
  contacts: readonly string[]
  names: readonly string[]
}): string | null {
  const parts = [
    ...contacts.map((value) => (value.includes('@') ? address(value) : digitsOf(value))),
    ...names.map((name) => `${begin('\\w')}${name.split(/\s+/).map(exactly).join('\\s+')}(?!\\w)`),
  ].filter((part) => part !== '')
  return parts.length === 0 ? null : parts.map((part) => `(?:${part})`).join('|')
}

/** Where none of these characters goes before; in JSON the letter of "\n" is none. */
const begin = (characters: string) => `(?:(?<![${characters}])|(?<=\\\\[nrtbf]))`

function address(email: string): string {
  return `${begin('\\w.+-')}${exactly(email)}(?![\\w-]|\\.\\w)`
}

function exactly(text: string): string {
  // As it stands in JSON, where a quotation mark and a backslash are escaped.
  return text.replace(/[^\p{L}\p{N}]/gu, (one) => (one === '"' || one === '\\' ? `\\\\?\\${one}` : `\\${one}`))
}

/** "+12125550100" also as "(212) 555-0100" and "212.555.0100". */
function digitsOf(e164: string): string {
  const number = parsePhoneNumberFromString(e164)
  const national = [...(number?.nationalNumber ?? e164.replace(/\D/g, ''))]
  if (national.length === 0) return ''
  const gap = '[ ().\\u00a0\\u2010-\\u2013/-]{0,3}'
  const country = number ? `(?:\\+?${[...number.countryCallingCode].join('')}${gap})?` : ''
  return `(?<!\\d)${country}\\(?${national.join(gap)}(?!\\d)`
}
