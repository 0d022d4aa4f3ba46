import { ConversationList } from '@ava/protocol/portal/conversations.ts'
import { expect } from 'vitest'
import type { Channel } from '../../src/db/generated/client.ts'
import type { MinimalSpa } from './minimal-spa.ts'
import type { Asking, PortalDesk } from './portal-desk.ts'
import { bodyOf } from './running-server.ts'

export interface Thread {
  id: string
  customerId: string
}

let phones = 0

/** A customer's conversation with these words, all said at one moment. */
export async function seedThread(
  spa: MinimalSpa,
  words: string[],
  options: { channel?: Channel; at?: Date; given?: string; family?: string; phone?: string } = {},
): Promise<Thread> {
  const { channel = 'sms', at = new Date(), given = 'Ida', family = 'Berg' } = options
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

/** What the portal's list answers to these filters. */
export async function listOf(
  desk: PortalDesk,
  query: Record<string, string>,
  options: Asking = {},
): Promise<ConversationList> {
  const answer = await desk.ask(`conversations?${new URLSearchParams(query).toString()}`, options)
  expect(answer.status).toBe(200)
  return ConversationList.parse(await bodyOf(answer))
}

export const idsOf = ({ conversations }: ConversationList) => conversations.map(({ id }) => id)
