import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { seedMinimalSpa } from '../harness/database.ts'
import type { ServerProcess } from '../harness/server-process.ts'
import { openWidget } from '../harness/widget-client.ts'
import { OUTSIDE, serviceStage, type ServiceStage } from './service-stage.ts'

const SESSIONS_PER_SPA = 8
/** Twelve words: said slowly, long enough for somebody to come between. */
const LONG_ANSWER = 'We are open until five today and until seven in the evening tomorrow.'

const GREETING = 'Hi, this is Ava, the AI assistant at Willow Spa. How can I help?'

let stage: ServiceStage
let one: ServerProcess
let other: ServerProcess
let cookie: string
let phoneCount = 0
const newPhone = () => `+121255507${String((phoneCount += 1)).padStart(2, '0')}`
const within = { timeout: 20_000, interval: 50 }

beforeAll(async () => {
  stage = await serviceStage()
  const environment = { LIMIT_SESSIONS_PER_SPA: String(SESSIONS_PER_SPA) }
  const started = await Promise.all([stage.startProcess(environment), stage.startProcess(environment)])
  one = started[0]
  other = started[1]
  // Signed in at one, and so at the other.
  cookie = await stage.signIn(one)
}, 60_000)
beforeEach(() => stage.calm())
afterAll(() => stage.close())

it('show live in the portal of one what the other takes in, and answer it once', async () => {
  const desk = stage.desk(other, cookie)
  const stream = await desk.listen()
  const from = newPhone()
  const conversationId = await stage.text(one, { from, words: 'How late are you open?' })
  await expect.poll(() => stream.heard.join(''), within).toContain(conversationId)
  await expect.poll(() => stage.phone(from).length, within).toBe(1)
  await expect
    .poll(async () => (await desk.read(conversationId)).messages.map(({ author, text }) => [author, text]), within)
    .toEqual([
      ['customer', 'How late are you open?'],
      ['ava', expect.stringContaining('We are open until five.')],
    ])
  stream.close()
})

it('run each job once: a hundred texts are a hundred at the provider', async () => {
  const texts = Array.from({ length: 100 }, (_, index) => `Text number ${index}.`)
  // Where Twilio's reports go is not asked here.
  stage.sandbox.control.webhooks.setServer({ url: null })
  await stage.queueTexts(texts)
  const open = () => stage.tenant.db.outboxMessage.count({ where: { status: { in: ['queued', 'sending'] } } })
  await expect.poll(open, within).toBe(0)
  const sent = stage.sandbox.control.twilio.messages().filter(({ text }) => text.startsWith('Text number'))
  expect(sent.map(({ text }) => text.split('.')[0]).toSorted()).toEqual(
    texts.map((text) => text.split('.')[0]).toSorted(),
  )
  const tries = await stage.tenant.db.outboxMessage.findMany({
    where: { text: { startsWith: 'Text number' } },
    select: { attempts: true },
  })
  expect(tries).toEqual(Array.from({ length: 100 }, () => ({ attempts: 1 })))
}, 40_000)

it('answer texts that come to either once each', async () => {
  const phones = Array.from({ length: 8 }, newPhone)
  for (const [index, from] of phones.entries()) {
    await stage.text(index % 2 === 0 ? one : other, { from, words: 'Are you open?' })
  }
  await expect.poll(() => phones.map((from) => stage.phone(from).length), within).toEqual(phones.map(() => 1))
  const answers = await stage.tenant.db.communicationMessage.count({
    where: { author: 'ava', conversation: { theirAddress: { in: phones } } },
  })
  expect(answers).toBe(8)
})

it('silence Ava in a chat at one when somebody takes over at the other', async () => {
  const { client, session } = await openWidget(one, { siteKey: 'willow', origin: OUTSIDE })
  const { conversationId } = session
  stage.mind.says = LONG_ANSWER
  stage.sandbox.control.setFaults({ textDeltaMs: 400 })
  const isAsked = new Promise<void>((resolve) => (stage.mind.onAsked = resolve))
  client.send({ type: 'chat.send', id: randomUUID(), text: 'How late are you open?' })
  await isAsked
  const desk = stage.desk(other, cookie)
  await desk.act(conversationId, { action: 'take_over', fromOther: false })
  expect(await client.next('state', ({ state }) => state === 'with_person')).toMatchObject({ withName: 'Test Person' })
  await desk.act(conversationId, {
    action: 'reply',
    channel: 'chat',
    text: 'Maria here. What do you need?',
    key: randomUUID(),
    fromOther: false,
  })
  const staffWords = await client.next('message', ({ message }) => message.author === 'staff')
  expect(staffWords.message.text).toContain('Maria here.')
  stage.calm()
  // She would answer this at once, if she still had the word.
  client.send({ type: 'chat.send', id: 'second', text: 'Do you do facials?' })
  await client.next('message', ({ message }) => message.clientId === 'second' && message.isFinal)
  await desk.act(conversationId, { action: 'note', text: 'She asks about facials.' })
  const { messages } = await desk.read(conversationId)
  expect(messages.filter(({ author }) => author === 'ava').map(({ text }) => text)).toEqual([GREETING])
  await client.close()
})

it('discard an answer to a text that is being thought of when somebody takes over at the other', async () => {
  const from = newPhone()
  stage.mind.says = LONG_ANSWER
  stage.sandbox.control.setFaults({ textDeltaMs: 200 })
  const isAsked = new Promise<void>((resolve) => (stage.mind.onAsked = resolve))
  const conversationId = await stage.text(one, { from, words: 'How late are you open?' })
  await isAsked
  const desk = stage.desk(other, cookie)
  await desk.act(conversationId, { action: 'take_over', fromOther: false })
  const answers = () => stage.jobs('answer-messages', { conversationId })
  await expect.poll(answers, within).toEqual(['completed'])
  await stage.text(other, { from, words: 'Hello?' })
  expect(await answers()).toEqual(['completed'])
  await stage.desk(one, cookie).act(conversationId, {
    action: 'reply',
    channel: 'sms',
    text: 'Until five.',
    key: randomUUID(),
    fromOther: false,
  })
  await expect.poll(() => stage.phone(from), within).toEqual([expect.stringContaining('Until five.')])

  // Given back at the other, she answers again.
  stage.calm()
  await desk.act(conversationId, { action: 'hand_back' })
  await stage.text(one, { from, words: 'And tomorrow?' })
  await expect
    .poll(() => stage.phone(from), within)
    .toEqual([expect.stringContaining('Until five.'), expect.stringContaining('We are open')])
})

it('count the sessions of a spa together', async () => {
  const maple = await seedMinimalSpa(stage.database.prisma)
  const ask = async (via: ServerProcess) =>
    (
      await fetch(`${via.url}/api/widget/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: OUTSIDE },
        body: JSON.stringify({ siteKey: maple.siteKey }),
      })
    ).status
  const statuses = await Promise.all(
    Array.from({ length: SESSIONS_PER_SPA * 2 }, (_, index) => ask(index % 2 === 0 ? one : other)),
  )
  expect(statuses.filter((status) => status === 200)).toHaveLength(SESSIONS_PER_SPA)
  expect(await ask(one)).toBe(429)
  expect(await ask(other)).toBe(429)
})

it('lose no widget: when one dies, the conversation goes on at the other', async () => {
  const { client, session } = await openWidget(one, { siteKey: 'willow', origin: OUTSIDE })
  client.send({ type: 'chat.send', id: 'first', text: 'How late are you open?' })
  const where = { conversationId: session.conversationId, text: 'We are open until five.' }
  await expect.poll(() => stage.tenant.db.communicationMessage.count({ where }), within).toBe(1)
  await one.kill()
  await client.closed

  const { conversationId, resumeKey } = session
  const again = await openWidget(other, {
    siteKey: 'willow',
    origin: OUTSIDE,
    resume: { conversationId, resumeKey },
  })
  expect(again.session).toMatchObject({ conversationId, isResumed: true })
  const ready = await again.client.next('ready')
  expect(ready.messages.map(({ author, text }) => [author, text])).toEqual([
    ['ava', GREETING],
    ['customer', 'How late are you open?'],
    ['ava', 'We are open until five.'],
  ])
  stage.mind.says = 'Tomorrow until seven.'
  again.client.send({ type: 'chat.send', id: 'second', text: 'And tomorrow?' })
  await again.client.next('message', ({ message }) => message.text === 'Tomorrow until seven.' && message.isFinal)
  await again.client.close()
})
