import type { ConversationList } from '@ava/protocol/portal/conversations.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../src/db/new-id.ts'
import { bodyOf } from './harness/running-server.ts'
import type { MinimalSpa } from './harness/minimal-spa.ts'
import { openPortalDesk, type Asking, type PortalDesk } from './harness/portal-desk.ts'
import { idsOf, listOf, seedThread } from './harness/threads.ts'

let desk: PortalDesk
let willow: MinimalSpa

beforeAll(async () => {
  desk = await openPortalDesk()
  willow = desk.willow
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const dayMs = 24 * 60 * 60_000
type ThreadOptions = Parameters<typeof seedThread>[2] & { spa?: MinimalSpa }
const thread = (words: string[], { spa = willow, ...options }: ThreadOptions = {}) => seedThread(spa, words, options)
const listed = (query: Record<string, string>, options?: Asking) => listOf(desk, query, options)

async function act(id: string, body: object): Promise<void> {
  const answer = await desk.ask(`conversations/${id}/action`, { method: 'POST', body })
  expect(answer.status).toBe(200)
}

describe('a search', () => {
  it('finds words of one message, names, numbers and their parts, and says where', async () => {
    const { id } = await thread(['Do you do Botóx touch-ups?', 'For Friday'], {
      given: 'José',
      family: 'Núñez',
      phone: '+13055550187',
    })
    for (const search of [
      'botox',
      'BOTÓX touch',
      'ups botox',
      'frid',
      'jose nunez',
      'nuñ',
      '+1 (305) 555-0187',
      '5550187',
      '0187',
      '305555',
    ]) {
      expect(idsOf(await listed({ search })), search).toContain(id)
    }
    for (const search of ['botox friday', 'otox', 'nunezz', '3055550188']) {
      expect(idsOf(await listed({ search })), search).not.toContain(id)
    }
    const [found] = (await listed({ search: 'touch botox' })).conversations
    expect(found?.match?.text).toContain('Botóx touch-ups')
  })

  it('shows each conversation once, the newest finding first, page after page, however far back', async () => {
    const made: string[] = []
    for (let weeks = 0; weeks < 9; weeks++) {
      const at = new Date(Date.now() - weeks * 45 * dayMs)
      made.push((await thread(['quokka one', 'quokka two', 'more'], { at })).id)
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listed({ search: 'quokka', limit: '2', ...(cursor ? { cursor } : {}) })
      seen.push(...idsOf(page))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(made)
  })

  it('finds what lies behind thousands of newer messages, and what was said before in a thread that went on', async () => {
    const old = await thread(['wombat wish'], { at: new Date(Date.now() - 300 * dayMs) })
    const older = await thread(['the wombat'], { at: new Date(Date.now() - 800 * dayMs) })
    await thread(Array.from({ length: 1_200 }, (_, index) => `filler ${index}`))
    const both = await thread(['wombat now', 'wombat again'])
    await willow.tenant.db.communicationMessage.create({
      data: {
        conversationId: both.id,
        position: 900,
        direction: 'inbound',
        author: 'customer',
        channel: 'sms',
        text: 'first wombat',
        sentAt: new Date(Date.now() - 400 * dayMs),
      },
    })
    expect(idsOf(await listed({ search: 'womb' }))).toEqual([both.id, old.id, older.id])
    expect(idsOf(await listed({ search: 'wombat wish' }))).toEqual([old.id])
    const first = await listed({ search: 'wombat', limit: '1' })
    const rest = await listed({ search: 'wombat', cursor: first.nextCursor! })
    expect([...idsOf(first), ...idsOf(rest)]).toEqual([both.id, old.id, older.id])
  })

  it('looks for a person and for words at once, and never in another spa', async () => {
    const byName = await thread(['hello'], { given: 'Zinnia' })
    const byWords = await thread(['Is Zinnia in today?'])
    await thread(['Zinnia of Maple'], { spa: desk.maple, given: 'Zinnia' })
    expect(idsOf(await listed({ search: 'zinnia' })).sort()).toEqual([byName.id, byWords.id].sort())
    // Nothing is named to the function but by the transaction: without a spa it finds nothing.
    const rows = await desk.database.prisma.$queryRaw<object[]>`
      select * from search_conversations('zinnia', '{}'::jsonb, null, null, 10, 1000)`
    expect(rows).toEqual([])
  })

  it('narrows what it finds by the filters', async () => {
    const mine = await thread(['marmot here'])
    const other = await thread(['marmot there'], { channel: 'email' })
    await act(mine.id, { action: 'add_label', name: 'Marmots' })
    const label = (await willow.tenant.db.label.findFirstOrThrow({ where: { name: 'Marmots' } })).id
    expect(idsOf(await listed({ search: 'marmot', label }))).toEqual([mine.id])
    expect(idsOf(await listed({ search: 'marmot', channel: 'email' }))).toEqual([other.id])
    expect(idsOf(await listed({ search: 'marmot', status: 'ended' }))).toEqual([])
    expect(idsOf(await listed({ search: 'marmot', assignee: 'nobody' })).sort()).toEqual([mine.id, other.id].sort())
  })

  it('finds a common word in the few conversations that suit the filters, exactly, page after page', async () => {
    // As random as it is repeatable.
    let state = 7
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below
    const now = Date.now()
    const channels = ['sms', 'email', 'chat'] as const
    const { db } = willow.tenant
    const me = await db.membership.findFirstOrThrow({ where: { role: 'owner' } })
    const made = Array.from({ length: 1_500 }, (_, index) => {
      // Some go on for months: what was said in them long ago stands among what was said elsewhere.
      const endedMs = now - (index + 1) * 0.2 * dayMs - random(1_000)
      const stepMs = random(2) === 0 ? 9 * dayMs : 60_000
      const said = Array.from({ length: 3 }, (_, place) => ({
        sentAt: new Date(endedMs - (2 - place) * stepMs),
        text: random(100) < 40 ? 'walkthrough please' : 'something else',
      }))
      const status = random(50) === 0 ? ('with_person' as const) : ('ended' as const)
      return {
        id: newId(),
        status,
        channel: channels[random(3)]!,
        said,
        isMine: random(40) === 0,
        isVip: random(40) === 0,
      }
    })
    await db.conversation.createMany({
      data: made.map(({ id, status, channel, said, isMine }) => {
        const at = said.at(-1)!.sentAt
        const assignedToId = isMine ? me.id : null
        return { id, status, channel, startedAt: said[0]!.sentAt, lastActivityAt: at, assignedToId }
      }),
    })
    const { id: vip } = await db.label.create({ data: { name: 'Walkthrough' }, select: { id: true } })
    const labelled = made.filter(({ isVip }) => isVip)
    await db.conversationLabel.createMany({ data: labelled.map(({ id }) => ({ conversationId: id, labelId: vip })) })
    await db.communicationMessage.createMany({
      data: made.flatMap(({ id, channel, said }) =>
        said.map(({ text, sentAt }, index) => ({
          conversationId: id,
          position: index + 1,
          direction: 'inbound' as const,
          author: 'customer' as const,
          channel,
          text,
          sentAt,
        })),
      ),
    })
    for (const filter of [
      { status: 'with_person' },
      { status: 'with_person', channel: 'sms' },
      { status: 'with_person', from: '{half}' },
      { status: 'with_person', to: '{half}' },
      { status: 'ended', channel: 'chat', from: '{half}', limit: '60' },
      { assignee: 'me' },
      { assignee: 'me', channel: 'email', to: '{half}' },
      { label: vip },
    ] as Partial<Record<'status' | 'channel' | 'from' | 'to' | 'assignee' | 'label' | 'limit', string>>[]) {
      const half = new Date(now - 150 * dayMs).toISOString().slice(0, 10)
      const dayOf = (at: Date) => at.toLocaleDateString('sv', { timeZone: 'America/New_York' })
      const wanted = made
        .filter(({ status, channel, said, isMine, isVip }) => {
          const active = dayOf(said.at(-1)!.sentAt)
          if ((filter.assignee && !isMine) || (filter.label && !isVip)) return false
          if (filter.status && status !== filter.status) return false
          if (filter.channel && channel !== filter.channel) return false
          return (!filter.from || active >= half) && (!filter.to || active <= half)
        })
        .flatMap(({ id, said }) => {
          const newest = said.findLast(({ text }) => text.startsWith('walkthrough'))
          return newest ? { id, at: newest.sentAt.getTime() } : []
        })
        .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
        .map(({ id }) => id)
      const query = Object.fromEntries(
        Object.entries({ limit: '6', search: 'walkthrough', ...filter }).map(([name, value]) => [
          name,
          value.replace('{half}', half),
        ]),
      )
      const found: string[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: ConversationList = await listed({ ...query, ...(cursor ? { cursor } : {}) })
        found.push(...idsOf(page))
        cursor = page.nextCursor
      }
      expect(found, JSON.stringify(filter)).toEqual(wanted)
    }
    await db.conversation.deleteMany({ where: { id: { in: made.map(({ id }) => id) } } })
    await db.label.deleteMany({ where: { id: vip } })
  })

  it('survives whatever is typed', async () => {
    for (const search of ["'", '\\', "a' | 'b", ':*', '& !', '😀', '(((', 'x'.repeat(200), '%', '@', '+1', '١٢٣']) {
      await listed({ search })
    }
  })
})

describe('the list', () => {
  it('is filtered by who has it, by label, and by days as the spa counts them', async () => {
    // 03:30 UTC on the 10th is the evening of the 9th in New York.
    const late = await thread(['late'], { at: new Date('2026-03-10T03:30:00Z') })
    const noon = await thread(['noon'], { at: new Date('2026-03-10T16:00:00Z') })
    expect(idsOf(await listed({ from: '2026-03-09', to: '2026-03-09' }))).toEqual([late.id])
    expect(idsOf(await listed({ from: '2026-03-10', to: '2026-03-10' }))).toEqual([noon.id])
    const { me } = await bodyOf(await desk.ask('desk'))
    await act(late.id, { action: 'assign', memberId: me.id })
    expect(idsOf(await listed({ assignee: 'me', to: '2026-03-10' }))).toEqual([late.id])
    expect(idsOf(await listed({ assignee: me.id, to: '2026-03-10' }))).toEqual([late.id])
    expect(idsOf(await listed({ assignee: 'me', to: '2026-03-10' }, { as: 'manager' }))).toEqual([])
    expect((await desk.ask('conversations?from=2026-02-30')).status).toBe(400)
    expect((await desk.ask('conversations?from=2026-03-10&to=2026-03-09')).status).toBe(400)
  })

  it('does not go on from a page of other filters', async () => {
    await thread(['one'])
    await thread(['two'])
    const { nextCursor } = await listed({ limit: '1', channel: 'sms' })
    const cursor = nextCursor!
    expect(idsOf(await listed({ limit: '1', channel: 'sms', cursor }))).toHaveLength(1)
    for (const query of [`cursor=${cursor}`, `cursor=${cursor}&channel=email`, `cursor=${cursor}&search=one`]) {
      expect((await desk.ask(`conversations?${query}`)).status, query).toBe(400)
    }
  })

  it('knows a conversation by every channel it went over', async () => {
    const { id } = await thread(['by text'], { channel: 'sms' })
    const { db } = willow.tenant
    const common = { conversationId: id, direction: 'inbound', author: 'customer', text: 'x' } as const
    await db.communicationMessage.create({ data: { ...common, position: 50, channel: 'email' } })
    await db.communicationEvent.create({ data: { conversationId: id, type: 'call_started', data: {} } })
    for (const channel of ['sms', 'email', 'voice']) expect(idsOf(await listed({ channel }))).toContain(id)
    expect(idsOf(await listed({ channel: 'chat' }))).not.toContain(id)
  })
})
