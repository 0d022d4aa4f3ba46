import { CalendarChoices, CalendarSetUp, type CalendarAccount } from '@ava/protocol/portal/calendars.ts'
import type { RequestEvent } from '@sveltejs/kit'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { askApi, callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { LayoutServerLoad } from './$types'

const patientMs = 30_000

/** Apart from the page's own data: what is live there must not ask Google each time. */
export const load: LayoutServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  const { accounts } = await callApi(event, { path: 'calendars', schema: CalendarSetUp, tenantId })
  // Not waited for: Google may be slow, and the page says the rest without it.
  return { choices: Promise.all(accounts.map((account) => choicesOf(event, { account, tenantId }))) }
}

async function choicesOf(event: RequestEvent, { account, tenantId }: { account: CalendarAccount; tenantId: string }) {
  const path = `calendars/accounts/${account.id}/choices`
  const about = { accountId: account.id, accountName: account.name }
  try {
    const answer = await askApi(event, { path, schema: CalendarChoices, tenantId, timeoutMs: patientMs })
    if (answer.ok) return { ...about, calendars: answer.data.calendars, problem: null }
    return { ...about, calendars: [], problem: answer.message }
  } catch {
    // A promise that nobody waits for must not fail: the answer was not what the protocol says.
    return { ...about, calendars: [], problem: messagesFor(event.locals.locale).problem.byStatus(500) }
  }
}
export type AccountChoices = Awaited<ReturnType<typeof choicesOf>>
