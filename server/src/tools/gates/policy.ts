import type { Card } from '@ava/protocol/widget-socket.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Policy } from '../../db/generated/client.ts'
import { lockConversation } from '../../db/locks.ts'
import type { AcceptedPolicy } from '../../scheduling/booking/booking-rows.ts'
import type { ToolContext } from '../tool.ts'
import type { Gate } from './gate.ts'
import { readAnswer } from './read-answer.ts'

/** Each policy once, in the order of the visit's services. */
export function policiesOf(services: readonly { policy: Policy | null }[]): Policy[] {
  const policies = services.flatMap(({ policy }) => policy ?? [])
  return policies.filter(({ id }, index) => policies.findIndex((one) => one.id === id) === index)
}

/**
 * The policy's own words have been put to this conversation. A version, or a wording, that was
 * not is disclosed now: what was accepted before the text changed does not count for the new text.
 */
export async function policyDisclosed(context: ToolContext, policies: readonly Policy[]): Promise<Gate> {
  const { id: conversationId, channel, now } = context.conversation
  const last = await context.lastCustomerTurn()
  return context.tenant.transaction(async (tx): Promise<Gate> => {
    await lockConversation(tx, conversationId)
    const disclosed = await loadDisclosures(tx, conversationId, policies)
    const fresh = policies.filter((policy) => disclosed.get(policy.id)?.text !== policy.text)
    if (fresh.length === 0) return { passed: true }
    for (const { id: policyId, version, text } of fresh) {
      const data = {
        version,
        text,
        channel,
        disclosedAt: now,
        disclosedAtPosition: last?.position ?? -1,
        acceptedAt: null,
        acceptedAtPosition: null,
      }
      if (disclosed.has(policyId)) await tx.policyDisclosure.updateMany({ where: { conversationId, policyId }, data })
      else await tx.policyDisclosure.create({ data: { conversationId, policyId, ...data } })
    }
    return needsPolicy(
      policies.filter(({ id }) => disclosed.get(id)?.acceptedAt == null || fresh.some((one) => one.id === id)),
    )
  })
}

/**
 * The person has agreed to it, after it was said: the model's word is not enough, and neither is
 * a yes that was said before. Agreed to once, a version is not asked for again in this conversation.
 */
export async function policyAccepted(
  context: ToolContext,
  { policies, isAccepted }: { policies: readonly Policy[]; isAccepted: boolean },
): Promise<Gate<{ accepted: AcceptedPolicy[] }>> {
  if (policies.length === 0) return { passed: true, accepted: [] }
  const { id: conversationId, now } = context.conversation
  const last = await context.lastCustomerTurn()
  return context.tenant.transaction(async (tx): Promise<Gate<{ accepted: AcceptedPolicy[] }>> => {
    await lockConversation(tx, conversationId)
    const disclosed = await loadDisclosures(tx, conversationId, policies)
    const open = policies.filter(({ id }) => !disclosed.get(id)!.acceptedAt)
    if (open.length > 0) {
      const hasSpoken = last !== null && open.every(({ id }) => last.position > disclosed.get(id)!.disclosedAtPosition)
      const answer = isAccepted && hasSpoken && last.text !== null ? readPolicyAnswer(last.text) : 'unclear'
      if (answer !== 'yes') {
        const isRefused = answer === 'no'
        // What was refused is put anew before a yes counts, and so is what was not answered.
        if (isAccepted && hasSpoken) await putAnew(tx, { conversationId, open, position: last.position, now })
        return isRefused ? refused : needsPolicy(open)
      }
      await tx.policyDisclosure.updateMany({
        where: { conversationId, policyId: { in: open.map(({ id }) => id) } },
        data: { acceptedAt: now, acceptedAtPosition: last!.position },
      })
    }
    const accepted = await loadDisclosures(tx, conversationId, policies)
    return {
      passed: true,
      accepted: policies.map(({ id }) => {
        const { text, version, channel, disclosedAt, acceptedAt, acceptedAtPosition } = accepted.get(id)!
        return { id, text, version, channel, disclosedAt, acceptedAt: acceptedAt!, acceptedAtPosition }
      }),
    }
  })
}

async function loadDisclosures(tx: TenantTransaction, conversationId: string, policies: readonly Policy[]) {
  const rows = await tx.policyDisclosure.findMany({
    where: { conversationId, policyId: { in: policies.map(({ id }) => id) } },
  })
  return new Map(rows.map((row) => [row.policyId, row]))
}

async function putAnew(
  tx: TenantTransaction,
  options: { conversationId: string; open: readonly Policy[]; position: number; now: Date },
): Promise<void> {
  const { conversationId, open, position, now } = options
  await tx.policyDisclosure.updateMany({
    where: { conversationId, policyId: { in: open.map(({ id }) => id) } },
    data: { disclosedAtPosition: position, disclosedAt: now },
  })
}

const refused: Gate<never> = {
  passed: false,
  answer: {
    result: {
      ok: false,
      reason: 'refused',
      say: 'I understand. I can’t book without it, but I can pass your question about it to the team. Shall I take a message?',
    },
  },
}

function needsPolicy(policies: readonly Policy[]): Gate<never> {
  const texts = policies.map(({ text }) => text.trim())
  const say = `${texts.join(' ')} Is that all right with you?`
  return {
    passed: false,
    answer: {
      result: {
        ok: false,
        reason: 'needs_policy',
        say,
        mustSay: true,
        policies: policies.map(({ name, version }) => ({ name, version })),
        next: 'Ask this, wait for the answer, then call again with policy_accepted: true if they agreed.',
      },
      cards: [policyCard(texts)],
    },
  }
}

function policyCard(lines: string[]): Card {
  return {
    kind: 'confirm',
    title: 'Before I book',
    lines,
    options: [
      { label: 'That’s all right', text: 'Yes, that is all right with me' },
      { label: 'Not all right', text: 'No, not with that' },
    ],
  }
}

const understood =
  /\b(?:understood|i understand|got it|fair enough|makes sense|thats fair|i accept|accepted|no objections?|by all means|mm ?hm+|uh ?huh)\b/

/** As any answer, and the ways in which people take note of a rule. */
function readPolicyAnswer(words: string): 'yes' | 'no' | 'unclear' {
  const answer = readAnswer(words)
  if (answer !== 'unclear') return answer
  const plain = words.toLowerCase().replace(/['’]/g, '')
  return understood.test(plain) && !/\bnot\b|dont|\?\s*$/.test(plain) ? 'yes' : 'unclear'
}
