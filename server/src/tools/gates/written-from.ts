import type { Contact } from '../../customers/contact.ts'
import type { ToolContext } from '../tool.ts'

/**
 * The number or address that the person is writing from, as good as one they give: a claim. Null on the
 * website. Nobody is asked by text for the number they are texting from.
 */
export async function writtenFrom({ tenant, conversation }: ToolContext): Promise<Contact | null> {
  const { id, channel } = conversation
  if (channel !== 'sms' && channel !== 'email') return null
  const row = await tenant.db.conversation.findFirst({ where: { id }, select: { theirAddress: true } })
  const value = row?.theirAddress
  if (!value || value.includes('@') !== (channel === 'email')) return null
  return { kind: channel === 'sms' ? 'phone' : 'email', value }
}
