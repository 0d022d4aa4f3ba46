import type { Messages } from '#lib/messages/messages-for.ts'
import { plainSpaces } from './space.ts'

const microCentsPerDollar = 100_000_000

/** Integer cents as people write them: 45000 USD → "$450.00". */
export function formatCents(messages: Messages, { cents, currency }: { cents: number; currency: string }): string {
  return dollars(messages, { amount: cents / 100, currency, digits: 2 })
}

/** What the AI cost, from millionths of a cent: 1,230,000 → "$0.0123"; from a dollar on, cents are enough. */
export function formatMicroCents(messages: Messages, microCents: number): string {
  const amount = microCents / microCentsPerDollar
  if (amount === 0) return dollars(messages, { amount, currency: 'USD', digits: 2 })
  if (amount < 0.0001) return messages.money.under(dollars(messages, { amount: 0.0001, currency: 'USD', digits: 4 }))
  return dollars(messages, { amount, currency: 'USD', digits: amount < 0.99995 ? 4 : 2 })
}

function dollars(
  messages: Messages,
  { amount, currency, digits }: { amount: number; currency: string; digits: number },
): string {
  const formatter = new Intl.NumberFormat(messages.localeTag, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return plainSpaces(formatter.format(amount))
}
