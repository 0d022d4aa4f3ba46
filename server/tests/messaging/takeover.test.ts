import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TextModel, TextModelTurn } from '../../src/adapters/text-model/text-model.ts'
import { askSatisfaction } from '../../src/conversation/csat.ts'
import { approveDraft } from '../../src/conversation/drafts.ts'
import { openConversation } from '../../src/conversation/open-conversation.ts'
import { handBack, takeOver } from '../../src/conversation/takeover.ts'
import { resolveConversation } from '../../src/conversation/resolve.ts'
import { sendAsStaff } from '../../src/conversation/send-as-staff.ts'
import { runServer, type RunningServer } from '../harness/running-server.ts'
import { askForSession, openWidget } from '../harness/widget-client.ts'
import { threadStage, type ThreadStage } from './thread-stage.ts'

let at: ThreadStage
/** A widget's own process: what people do is done from outside of it. */
let server: RunningServer
let maria: string
let noor: string
let from = 300
const closing: (() => Promise<void>)[] = []

const usage = { responseId: 'r', model: 'm', inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 }
/** What the model of the widget's process says, piece by piece; it goes on when `release` is called. */
const model = { pieces: ['Of course.'], held: Promise.resolve() }
const textModel: TextModel = {
  async turn({ onText }): Promise<TextModelTurn> {
    const { pieces, held } = model
    onText?.(pieces[0] ?? '')
    await held
    for (const piece of pieces.slice(1)) onText?.(piece)
    return { text: pieces.join(''), toolCalls: [], usage: { ...usage, responseId: `r-${Math.random()}` } }
  },
  structured: () => Promise.resolve({ json: { summary: 'They said hello.' }, usage }),
}

beforeAll(async () => {
  at = await threadStage()
  server = await runServer({
    databaseUrl: at.database.appUrl,
    parts: { textModel },
    environment: { SANDBOX_PORT: new URL(at.sandbox.url).port },
  })
  maria = await at.hire('Maria')
  noor = await at.hire('Noor')
})
beforeEach(() => {
  at.stage.answers.length = 0
  at.stage.jobs.length = 0
  at.stage.meanwhile = () => Promise.resolve()
  Object.assign(model, { pieces: ['Of course.'], held: Promise.resolve() })
  from += 1
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await at.close()
})

const people = () => ({ enqueue: at.enqueue, now: at.stage.now })
const text = (words: string) => at.write(words, { from: `+12125550${from}` })

async function visit() {
  const { client, session } = await openWidget(server, { siteKey: at.spa.siteKey })
  closing.push(() => client.close())
  const { conversationId } = session
  const said = (words: string) => client.next('message', ({ message }) => message.isFinal && message.text === words)
  return {
    client,
    session,
    conversationId,
    said,
    type: (id: string, words: string) => client.send({ type: 'chat.send', id, text: words }),
  }
}

describe('a takeover from another process', () => {
  it('silences Ava in the widget: what she was saying is taken back, and they are told who writes', async () => {
    const { client, conversationId, type } = await visit()
    let release = () => undefined as void
    model.pieces = ['Let me ', 'tell you all about it.']
    model.held = new Promise((resolve) => (release = resolve))
    type('one', 'Tell me about facials')
    const growing = await client.next('message', ({ message }) => message.text === 'Let me ')
    expect(await takeOver(at.tenant, people(), { conversationId, memberId: maria })).toEqual({ ok: true })
    expect(await client.next('state', ({ state }) => state === 'with_person')).toMatchObject({ withName: 'Maria' })
    release()
    // To the widget, words that are gone are empty ones.
    await client.next(
      'message',
      ({ message }) => message.id === growing.message.id && message.isFinal && message.text === '',
    )
    await client.next('message', ({ message }) => message.author === 'system' && message.text.includes('Maria'))
    expect((await at.transcript(conversationId)).join()).not.toContain('tell you')
  })

  it('wins also where nobody has heard of it yet: the database refuses her words', async () => {
    const { conversationId } = await text('Hello')
    const deaf = { watch: () => () => undefined }
    const conversation = await openConversation({ ...at.deps, changes: deaf }, { tenant: at.tenant, conversationId })
    const removed: string[] = []
    conversation.watch((update) => update.type === 'message_removed' && removed.push(update.id))
    await takeOver(at.tenant, people(), { conversationId, memberId: maria })
    const { aiEpoch } = conversation
    const id = conversation.begin({ key: 'late', author: 'ava', channel: 'chat', aiEpoch })
    conversation.finish('late', { text: 'I know better.' })
    await conversation.flushed()
    expect(removed).toEqual([id])
    expect(await at.transcript(conversationId)).toEqual(['customer: Hello'])
  })

  it('leaves what is typed to the person', async () => {
    const { client, conversationId, type, said } = await visit()
    type('one', 'Hello')
    await said('Of course.')
    await takeOver(at.tenant, people(), { conversationId, memberId: maria })
    await client.next('state', ({ state }) => state === 'with_person')
    type('two', 'Is anybody there?')
    await client.next('message', ({ message }) => message.clientId === 'two')
    await expect.poll(() => at.transcript(conversationId)).toContain('customer: Is anybody there?')
    expect((await at.transcript(conversationId)).at(-1)).toBe('customer: Is anybody there?')
  })

  it('brings the person’s words into the widget, by name, in their order', async () => {
    const { client, conversationId, type, said } = await visit()
    type('one', 'Hello')
    await said('Of course.')
    for (const [index, words] of ['Maria here.', 'How can I help?', 'Take your time.'].entries()) {
      expect(await sendAsStaff(at.tenant, people(), { conversationId, memberId: maria, text: words })).toMatchObject({
        ok: true,
      })
      type(`re-${index}`, `About "${words}"`)
    }
    const { message } = await said('Take your time.')
    expect(message).toMatchObject({ author: 'staff', authorName: 'Maria', channel: 'chat' })
    await expect
      .poll(async () => (await at.transcript(conversationId)).filter((line) => line.startsWith('customer')).length)
      .toBe(4)
    const rows = await at.tenant.db.communicationMessage.findMany({ where: { conversationId } })
    expect(new Set(rows.map(({ position }) => position)).size).toBe(rows.length)
    // The widget orders what it has by the same places.
    const shown = client.received.flatMap((one) => (one.type === 'message' ? [one.message] : []))
    for (const row of rows) {
      const last = shown.findLast(({ id }) => id === row.id)
      if (last) expect(last.position).toBe(row.position)
    }
  })

  it('is told to a widget that comes back later', async () => {
    const { client, conversationId, session, type, said } = await visit()
    type('one', 'Hello')
    await said('Of course.')
    await takeOver(at.tenant, people(), { conversationId, memberId: maria })
    await client.close()
    const again = await openWidget(server, {
      siteKey: at.spa.siteKey,
      resume: { conversationId, resumeKey: session.resumeKey },
    })
    closing.push(() => again.client.close())
    expect(await again.client.next('ready')).toMatchObject({ state: 'with_person', withName: 'Maria' })
  })

  it('ends with the hand-back: Ava answers what was left open', async () => {
    const { client, conversationId, type, said } = await visit()
    type('one', 'Hello')
    await said('Of course.')
    await takeOver(at.tenant, people(), { conversationId, memberId: maria })
    await client.next('state', ({ state }) => state === 'with_person')
    model.pieces = ['Still here for you.']
    type('two', 'Are you open tomorrow?')
    await client.next('message', ({ message }) => message.clientId === 'two')
    expect(await handBack(at.tenant, people(), { conversationId, memberId: maria })).toEqual({ ok: true })
    await said('Still here for you.')
    await expect.poll(() => at.transcript(conversationId)).toContain('ava: Still here for you.')
  })
})

describe('a website where Ava only proposes', () => {
  it('shows nothing until a person sends it', async () => {
    await at.tenant.db.channelSetting.create({ data: { channel: 'chat', replyMode: 'suggest' } })
    const { client, conversationId, type, said } = await visit()
    type('one', 'Hello')
    const drafts = () =>
      at.tenant.db.communicationMessage.findMany({ where: { conversationId, deliveryStatus: 'draft' } })
    await expect.poll(drafts).toHaveLength(1)
    expect(client.received.some((one) => one.type === 'message' && one.message.text === 'Of course.')).toBe(false)
    const [draft] = await drafts()
    await approveDraft(at.tenant, people(), { messageId: draft!.id, memberId: maria })
    expect((await said('Of course.')).message).toMatchObject({ author: 'ava' })
    await at.tenant.db.channelSetting.deleteMany({})
  })
})

describe('a call', () => {
  it('ends when a person takes over, and says by whom', async () => {
    const { client, conversationId } = await visit()
    client.send({ type: 'call.start' })
    await client.next('call.started')
    await client.next('message', ({ message }) => message.author === 'ava')
    await takeOver(at.tenant, people(), { conversationId, memberId: maria })
    expect(await client.next('call.ended')).toMatchObject({ reason: 'handed_over' })
    expect(await client.next('state', ({ state }) => state === 'with_person')).toMatchObject({ withName: 'Maria' })
  })
})

describe('one conversation in several processes', () => {
  it('has every message once, each in a place of its own, and the same in all of them', async () => {
    const { conversationId } = await text('Hello')
    const open = () => openConversation(at.deps, { tenant: at.tenant, conversationId })
    const copies = await Promise.all([open(), open(), open()])
    const numbers = Array.from({ length: 8 }, (_, index) => index)
    await Promise.all([
      ...copies.flatMap((copy, of) =>
        numbers.map(async (index) => {
          const key = `copy-${of}-${index}`
          copy.begin({ key, author: of === 0 ? 'customer' : 'ava', channel: 'voice' })
          await copy.flushed()
          copy.finish(key, { text: key })
        }),
      ),
      ...numbers.map((index) =>
        sendAsStaff(at.tenant, people(), { conversationId, memberId: maria, text: `staff-${index}`, channel: 'chat' }),
      ),
    ])
    await Promise.all(copies.map((copy) => copy.flushed()))
    const rows = await at.tenant.db.communicationMessage.findMany({
      where: { conversationId },
      orderBy: { position: 'asc' },
    })
    expect(rows.filter(({ author }) => author !== 'system')).toHaveLength(1 + 4 * numbers.length)
    expect(new Set(rows.map(({ position }) => position)).size).toBe(rows.length)
    const places = rows.map(({ id, position }) => `${position} ${id}`)
    for (const copy of copies) {
      await expect.poll(() => copy.messages().map(({ id, position }) => `${position} ${id}`)).toEqual(places)
      copy.close()
    }
  })
})

describe('the lease', () => {
  it('is of one person, until a colleague says that they want it', async () => {
    const { conversationId } = await text('Hello')
    const take = (memberId: string, force = false) => takeOver(at.tenant, people(), { conversationId, memberId, force })
    const both = await Promise.all([take(maria), take(noor)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    const winner = both[0].ok ? maria : noor
    expect(await take(winner)).toEqual({ ok: true })
    expect(await take(winner === maria ? noor : maria, true)).toEqual({ ok: true })
    const row = await at.row(conversationId)
    expect(row).toMatchObject({ status: 'with_person', isAiActive: false, aiEpoch: 2, assignedToId: winner })
  })

  it('is taken by writing, and the first text says who writes', async () => {
    const { conversationId } = await text('Hello')
    const { name } = await at.tenant.db.tenant.findFirstOrThrow()
    const write = (words: string, key?: string) =>
      sendAsStaff(at.tenant, people(), { conversationId, memberId: maria, text: words, ...(key ? { key } : {}) })
    await write('I can help.', 'k1')
    await write('I can help.', 'k1')
    at.stage.now = new Date(at.stage.now.getTime() + 1_000)
    await write('What is it about?')
    expect((await at.sent(conversationId)).map((row) => row.text)).toEqual([
      `Maria from ${name} here: I can help.`,
      'What is it about?',
    ])
    expect(await at.row(conversationId)).toMatchObject({ status: 'with_person', takenOverById: maria })
    const other = await sendAsStaff(at.tenant, people(), { conversationId, memberId: noor, text: 'Hi' })
    expect(other).toEqual({ ok: false, reason: 'taken', byName: 'Maria' })
  })

  it('is left to Ava when there is nowhere to write to', async () => {
    const { conversationId } = await text('Hello')
    const sent = await sendAsStaff(at.tenant, people(), {
      conversationId,
      memberId: maria,
      text: 'Hi',
      channel: 'email',
    })
    expect(sent).toEqual({ ok: false, reason: 'no_address' })
    expect(await at.row(conversationId)).toMatchObject({ status: 'open', isAiActive: true, aiEpoch: 0 })
  })

  it('keeps Ava from answering texts, and its end lets her answer the last one', async () => {
    const { conversationId } = await text('Hello')
    await takeOver(at.tenant, people(), { conversationId, memberId: maria })
    await at.answer()
    await text('Are you open on Friday?')
    expect(at.jobsOf('answer-messages')).toEqual([])
    at.says('We are.')
    await handBack(at.tenant, people(), { conversationId, memberId: maria })
    await at.answer()
    expect((await at.sent(conversationId)).map((row) => row.text)).toEqual(['We are.'])
    expect(await handBack(at.tenant, people(), { conversationId, memberId: maria })).toEqual({
      ok: false,
      reason: 'not_taken',
    })
  })

  it('of what a red flag has locked does not come back to Ava', async () => {
    const { conversationId } = await text("I can't breathe and my tongue is swelling")
    await takeOver(at.tenant, people(), { conversationId, memberId: maria })
    expect(await at.row(conversationId)).toMatchObject({ status: 'locked', takenOverById: maria })
    expect(await handBack(at.tenant, people(), { conversationId, memberId: maria })).toEqual({
      ok: false,
      reason: 'locked',
    })
  })

  it('leaves a trail', async () => {
    const { conversationId } = await text('Hello')
    await takeOver(at.tenant, people(), { conversationId, memberId: maria })
    await sendAsStaff(at.tenant, people(), { conversationId, memberId: maria, text: 'Hi' })
    await handBack(at.tenant, people(), { conversationId, memberId: maria })
    const trail = await at.tenant.db.auditEntry.findMany({
      where: { subjectId: conversationId },
      orderBy: { id: 'asc' },
    })
    const { userId } = await at.tenant.db.membership.findFirstOrThrow({ where: { id: maria } })
    expect(trail.map(({ actor, action }) => ({ actor, action }))).toEqual(
      ['taken_over', 'message.sent', 'handed_back'].map((action) => ({
        actor: `user:${userId}`,
        action: `conversation.${action}`,
      })),
    )
  })
})

describe('a resolve', () => {
  it('ends the lease, answers nothing again, and the next message is Ava’s', async () => {
    const { conversationId } = await text('Hello')
    await sendAsStaff(at.tenant, people(), { conversationId, memberId: maria, text: 'All done.' })
    expect(await resolveConversation(at.tenant, people(), { conversationId, memberId: maria })).toBe(true)
    expect(await resolveConversation(at.tenant, people(), { conversationId, memberId: maria })).toBe(false)
    await at.answer()
    expect(await at.sent(conversationId)).toHaveLength(1)
    expect(await at.row(conversationId)).toMatchObject({ status: 'resolved', takenOverById: null, isAiActive: false })
    at.says('Of course: we open at nine.')
    expect((await text('One more thing: when do you open?')).conversationId).toBe(conversationId)
    expect(await at.row(conversationId)).toMatchObject({ status: 'open', isAiActive: true, endedAt: null })
    await at.answer()
    expect((await at.sent(conversationId)).at(-1)?.text).toBe('Of course: we open at nine.')
  })

  it('in an open widget takes a number for what was asked, and leaves other words to Ava', async () => {
    const { conversationId, session, type, said } = await visit()
    type('one', 'Hello')
    await said('Of course.')
    await resolveConversation(at.tenant, people(), { conversationId, memberId: maria })
    await askSatisfaction(at.tenant, people(), { conversationId })
    const question = (await at.transcript(conversationId)).at(-1)!.replace('system: ', '')
    await said(question)
    type('score', '5')
    await expect
      .poll(() => at.row(conversationId), { timeout: 10_000 })
      .toMatchObject({ status: 'resolved', csatScore: 5 })
    const resume = { conversationId, resumeKey: session.resumeKey }
    expect(await askForSession(server, { siteKey: at.spa.siteKey, resume })).toMatchObject({ isResumed: true })
    model.pieces = ['I am back.']
    type('two', 'One more thing')
    await said('I am back.')
    await expect.poll(() => at.transcript(conversationId)).toContain('ava: I am back.')
    expect(await at.row(conversationId)).toMatchObject({ status: 'open', endedAt: null })
  })
})

describe('a text to the running server', () => {
  it('is answered by whichever process takes the job', async () => {
    const { enqueue } = server.context.queue
    await at.tenant.db.channelSetting.create({ data: { channel: 'sms', debounceSeconds: 0 } })
    at.stage.now = new Date(Date.now() - 5_000)
    const { conversationId } = await at.write('Hello', { from: `+12125550${from}`, enqueue })
    await expect.poll(() => at.transcript(conversationId), { timeout: 10_000 }).toContain('ava: Of course.')
    await at.tenant.db.channelSetting.deleteMany({})
  })
})
