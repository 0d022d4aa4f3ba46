import { ConversationListQuery } from '../../protocol/portal/conversations.ts'
import type { PrismaClient } from '../../server/src/db/client.ts'
import { forTenant } from '../../server/src/db/for-tenant.ts'
import { listConversations } from '../../server/src/http/portal/conversations/conversation-list.ts'
import { spreadOf, timed, type Spread } from '../booking/figures.ts'
import { idOf, measuredWords } from './inbox-seed.ts'

export interface InboxResult {
  what: string
  spread: Spread
  /** On the last page that was read. */
  found: number
}

/** What somebody at the front desk asks for, in the bench's first spa. Texts are `{n}` for ever another value. */
const questions: { what: string; query: Record<string, string> }[] = [
  { what: 'list', query: {} },
  { what: 'list: open', query: { status: 'open' } },
  { what: 'list: texts that led to a booking', query: { channel: 'sms', outcome: 'booked' } },
  { what: 'list: one week, half a year ago', query: { from: '{halfYearAgo}', to: '{weekAfter}' } },
  { what: 'list: mine (there are none)', query: { assignee: 'me' } },
  { what: 'search: in every third message', query: { search: measuredWords.common } },
  { what: 'search: in every message, two words', query: { search: 'hello like' } },
  { what: 'search: in every hundredth', query: { search: measuredWords.usual } },
  { what: 'search: both of those', query: { search: `${measuredWords.common} ${measuredWords.usual}` } },
  { what: 'search: in fifty messages', query: { search: measuredWords.rare } },
  { what: 'search: in four messages', query: { search: measuredWords.single } },
  { what: 'search: in none', query: { search: 'zzyzx' } },
  { what: 'search: the beginning of a word', query: { search: 'quick' } },
  { what: 'search: one letter', query: { search: 'w' } },
  { what: 'search: a first name (every tenth)', query: { search: 'maria' } },
  { what: 'search: a whole name', query: { search: 'zoe o’brien' } },
  { what: 'search: a seldom name', query: { search: 'featherstonehaugh' } },
  { what: 'search: a phone number', query: { search: '(212) 00{n}' } },
  { what: 'search: last four digits', query: { search: '{n}' } },
  { what: 'search: an address', query: { search: 'person{n}@example.com' } },
  {
    what: 'search: common word, open, by text',
    query: { search: measuredWords.common, status: 'open', channel: 'sms' },
  },
  {
    what: 'search: usual word, one week',
    query: { search: measuredWords.usual, from: '{halfYearAgo}', to: '{weekAfter}' },
  },
]

/** Each question `rounds` times, every other time with the second page; the first answers are not counted. */
export async function measureInbox(
  prisma: PrismaClient,
  { rounds, staffId }: { rounds: number; staffId: string },
): Promise<InboxResult[]> {
  const tenant = forTenant(prisma, idOf('tenant', 1))
  const view = { now: new Date(), timeZone: 'America/New_York', staffId }
  const results: InboxResult[] = []
  for (const { what, query } of questions) {
    const durations: number[] = []
    let found = 0
    for (let round = -3; round < rounds; round++) {
      let cursor: string | undefined
      for (const page of round % 2 === 0 ? [1, 2] : [1]) {
        if (page === 2 && cursor === undefined) break
        const asked = ConversationListQuery.parse({ ...filled(query, round), ...(cursor ? { cursor } : {}) })
        const ms = await timed(async () => {
          const list = await listConversations(tenant, { query: asked, view })
          cursor = list.nextCursor ?? undefined
          found = list.conversations.length
        })
        if (round >= 0) durations.push(ms)
      }
    }
    results.push({ what, spread: spreadOf(durations), found })
  }
  return results
}

function filled(query: Record<string, string>, round: number): Record<string, string> {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const number = String(1_000 + (((round + 3) * 37) % 9_000))
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      value.replace('{n}', number).replace('{halfYearAgo}', day(182)).replace('{weekAfter}', day(176)),
    ]),
  )
}
