import type { TenantTransaction } from '../../../db/for-tenant.ts'
import { idOfToken, splitTag } from '../message-id.ts'
import { asksToStop } from '../../sms/plain-stop.ts'
import { recordOptOut } from '../../sms/opt-outs.ts'
import { STOP_TAG } from '../write-email.ts'
import type { InboundEmail } from './inbound-email.ts'

const NO_MORE =
  /^(please )?(unsubscribe( me)?|opt[- ]?out|remove me( from (your|this|the) (mailing )?list)?|(stop|no more|do(n['’]t| not) send( me)?( any)?( more)?)( (emailing|mailing) me| sending( me)? (emails?|mails?|these)| (these )?(emails?|mails?))?)( please| thanks| thank you)?$/
const AGAIN = /^(please )?(re-?subscribe( me)?|subscribe( me)?|start)( please)?$/

/**
 * Carries out what the header List-Unsubscribe of a notice led to: the address of the notice has its
 * token, which only whoever got it knows. True when the mail was that, and nothing else.
 */
export async function unsubscribeByAddress(
  tx: TenantTransaction,
  { mail, ours, now }: { mail: InboundEmail; ours: string; now: Date },
): Promise<boolean> {
  const tags = mail.recipients.flatMap((recipient) => splitTag(recipient).tag ?? [])
  const stops = tags.filter((tag) => tag.startsWith(STOP_TAG))
  for (const tag of stops) {
    const outboxId = idOfToken(tag.slice(STOP_TAG.length))
    const notice = outboxId && (await tx.outboxMessage.findFirst({ where: { id: outboxId, channel: 'email' } }))
    if (!notice) continue
    await recordOptOut(tx, {
      ourAddress: ours,
      theirAddress: notice.toAddress.toLowerCase(),
      isOptedOut: true,
      words: 'List-Unsubscribe',
      source: 'link',
      at: now,
      conversationId: notice.conversationId,
    })
  }
  return stops.length > 0
}

/** True for "unsubscribe" and the like alone, false for "subscribe", null for everything else. */
export function saysNoMore({ words, subject }: { words: string; subject: string }): boolean | null {
  const said = (words === '' ? subject : words)
    .toLowerCase()
    .replaceAll(/[.!\s]+/g, ' ')
    .trim()
  if (NO_MORE.test(said) || asksToStop(words)) return true
  return AGAIN.test(said) ? false : null
}
