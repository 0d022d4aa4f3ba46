import { Article, DraftedArticle, KnowledgeList, OpenQuestions } from '@ava/protocol/portal/knowledge.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TextModel } from '../../src/adapters/text-model/text-model.ts'
import { newId } from '../../src/db/new-id.ts'
import { createToolRegistry } from '../../src/tools/create-registry.ts'
import type { MinimalSpa } from '../harness/minimal-spa.ts'
import { openPortalDesk, type Asking, type PortalDesk } from '../harness/portal-desk.ts'
import { bodyOf } from '../harness/running-server.ts'

const usage = { responseId: 'resp_1', model: 'gpt-5.4-mini', inputTokens: 10, cachedInputTokens: 0, outputTokens: 5 }
/** What the model writes next, and what it was given. */
let written: unknown = null
let given: Parameters<TextModel['structured']>[0] | null = null
const textModel: TextModel = {
  turn: () => Promise.reject(new Error('no chat here')),
  structured: (request) => {
    given = request
    return written === null
      ? Promise.reject(new Error('the model is away'))
      : Promise.resolve({ json: written, usage: { ...usage, responseId: newId() } })
  },
}

let desk: PortalDesk
let willow: MinimalSpa

beforeAll(async () => {
  desk = await openPortalDesk({ parts: { textModel } })
  willow = desk.willow
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const post = (path: string, body: unknown, asking: Asking = {}) => desk.ask(path, { method: 'POST', body, ...asking })
const list = async (query = '') => KnowledgeList.parse(await (await desk.ask(`knowledge${query}`)).json())
const article = async (id: string) => Article.parse(await (await desk.ask(`knowledge/${id}`)).json())
const questions = async () => OpenQuestions.parse(await (await desk.ask('knowledge/questions')).json())

/** Ava is asked something in a conversation of its own. */
async function asks(question: string, { spa = willow }: { spa?: MinimalSpa } = {}) {
  const { id } = await spa.tenant.db.conversation.create({ data: { channel: 'chat' }, select: { id: true } })
  const registry = createToolRegistry({ logger: desk.server.context.logger })
  const { result } = await registry.run(
    {
      tenant: spa.tenant,
      conversation: { id, channel: 'chat', visitorId: null, now: new Date() },
      callId: `call-${id}`,
      enqueue: () => Promise.resolve(),
      lastCustomerTurn: () => Promise.resolve(null),
      signal: AbortSignal.timeout(5_000),
    },
    { name: 'answer_question', argumentsJson: JSON.stringify({ question }) },
  )
  return { conversationId: id, result }
}

async function staffWrites(conversationId: string, text: string) {
  await willow.tenant.db.communicationMessage.create({
    data: { conversationId, position: 5_000, direction: 'outbound', author: 'staff', channel: 'chat', text },
  })
}

describe('articles', () => {
  const fields = {
    title: 'Gift cards',
    body: 'We sell gift cards of any amount.',
    tags: ['gift', 'voucher'],
    approvedBy: null,
  }

  it('are used by Ava from when they are approved, until they are archived', async () => {
    const { id } = (await (await post('knowledge', { ...fields, status: 'draft' })).json()) as { id: string }
    const question = 'Do you sell gift cards?'
    expect((await asks(question)).result).toMatchObject({ ok: false, reason: 'not_found' })
    const move = async (status: string) =>
      post(`knowledge/${id}/status`, { status, updatedAt: (await article(id)).updatedAt })
    expect((await move('approved')).status).toBe(200)
    const { conversationId, result } = await asks(question)
    expect(result).toMatchObject({ ok: true, articles: [{ title: 'Gift cards' }] })
    expect((await move('archived')).status).toBe(200)
    expect((await asks(question)).result).toMatchObject({ ok: false })

    const seen = await article(id)
    expect(seen.answered).toMatchObject([{ conversationId, question, channel: 'chat' }])
    expect(seen.conversations).toBe(1)
    expect(seen.history.map(({ action }) => action)).toEqual([
      'knowledge.archived',
      'knowledge.approved',
      'knowledge.created',
    ])
    expect(seen.history[0]!.by).not.toBeNull()
  })

  it('are found by their words, and archived ones only when asked for', async () => {
    expect((await list('?q=car%20oak')).articles.map(({ title }) => title)).toEqual(['Where to park'])
    expect((await list('?q=gift')).articles).toEqual([])
    expect((await list('?q=gift&status=archived')).articles).toHaveLength(1)
    expect((await list('?q=%25')).articles).toEqual([])
    expect((await list()).counts).toEqual({ draft: 0, approved: 2, archived: 1 })
  })

  it('are not written over by who has not seen the newest words', async () => {
    const [parking] = (await list('?q=park')).articles
    const before = await article(parking!.id)
    const { title, tags, approvedBy, updatedAt } = before
    const save = (body: string) => post(`knowledge/${before.id}`, { title, tags, approvedBy, body, updatedAt })
    const both = await Promise.all(['Park behind the house.', 'Park before the house.'].map(save))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it.each([
    ['title', { title: '  ' }],
    ['title', { title: 'x'.repeat(10_000) }],
    ['title', { title: 'After Botox' }],
    ['body', { body: 'x'.repeat(6_001) }],
    ['body', { body: '', status: 'approved' }],
    ['tags.0', { tags: ['x'.repeat(41)] }],
  ])('are refused at %s: %j', async (field, change) => {
    const answer = await post('knowledge', { ...fields, title: 'Another', status: 'draft', ...change })
    expect(answer.status).toBe(400)
    expect(Object.keys((await bodyOf(answer)).error.fields ?? {})).toEqual([field])
  })

  it('belong to those who manage the spa, and to no other', async () => {
    const [one] = (await list()).articles
    for (const as of ['front_desk', 'provider'] as const) {
      expect((await desk.ask('knowledge', { as })).status).toBe(403)
      expect((await post('knowledge', { ...fields, status: 'draft' }, { as })).status).toBe(403)
    }
    expect((await desk.ask('knowledge', { as: 'agency' })).status).toBe(200)
    expect((await desk.ask(`knowledge/${one!.id}`, { spa: desk.maple.tenantId })).status).toBe(403)
    const foreign = await desk.maple.tenant.db.knowledgeArticle.findFirstOrThrow()
    expect((await desk.ask(`knowledge/${foreign.id}`)).status).toBe(404)
    expect(
      (await post(`knowledge/${foreign.id}/status`, { status: 'archived', updatedAt: foreign.updatedAt })).status,
    ).toBe(404)
    expect((await desk.ask('knowledge/nonsense')).status).toBe(404)
  })
})

describe('questions without an answer', () => {
  it('that ask the same stand together, and a draft is made of what the staff wrote there, and of nothing else', async () => {
    const first = await asks('Do you have a loyalty programme?')
    await asks('do you have any loyalty programme')
    await asks('May I bring my dog?')
    await staffWrites(first.conversationId, 'Hi! Yes: every visit earns 10 points.')
    const group = (await questions()).groups.find(({ question }) => /loyalty/.test(question))!
    expect(group).toMatchObject({ hasAnswer: true })
    expect(group.gapIds).toHaveLength(2)
    expect(group.conversationIds).toHaveLength(2)

    written = { title: 'Loyalty programme', body: 'Every visit earns 10 points.' }
    const drafted = DraftedArticle.parse(
      await (await post('knowledge/questions/draft', { gapIds: group.gapIds })).json(),
    )
    expect(drafted.isEmpty).toBe(false)
    expect(given!.input.map((item) => ('text' in item ? item.text : ''))).toEqual([
      group.question,
      'Hi! Yes: every visit earns 10 points.',
    ])
    expect(await article(drafted.id)).toMatchObject({
      status: 'draft',
      body: 'Every visit earns 10 points.',
      draftedFor: group.question,
    })
    // Not before somebody has approved it.
    expect((await asks('Do you have a loyalty programme?')).result).toMatchObject({ ok: false })
    // Twice is told.
    expect((await post('knowledge/questions/draft', { gapIds: group.gapIds })).status).toBe(409)
  })

  it.each([
    ['the model is away', null],
    ['the model says a number that nobody wrote', { title: 'Dogs', body: 'Dogs pay $25.' }],
    ['the model finds no answer', { title: 'Dogs', body: '' }],
  ])('become an empty draft with the question where %s', async (_, model) => {
    const { conversationId } = await asks('Is my dog welcome in the lounge?')
    await staffWrites(conversationId, 'Small dogs are welcome.')
    written = model
    const { gapIds } = (await questions()).groups.find(({ question }) => /lounge/.test(question))!
    const drafted = DraftedArticle.parse(await (await post('knowledge/questions/draft', { gapIds })).json())
    expect(drafted.isEmpty).toBe(true)
    expect(await article(drafted.id)).toMatchObject({
      body: '',
      status: 'draft',
      draftedFor: 'Is my dog welcome in the lounge?',
    })
  })

  it('where nobody answered, the model is not asked at all', async () => {
    await asks('Which perfume do you use in the sauna?')
    given = null
    const { gapIds } = (await questions()).groups.find(({ question }) => /perfume/.test(question))!
    const answer = await post('knowledge/questions/draft', { gapIds })
    expect(await answer.json()).toMatchObject({ isEmpty: true })
    expect(given).toBeNull()
  })

  it('are set aside, once, by who may, in their own spa', async () => {
    await asks('Is there a piano?', { spa: desk.maple })
    const foreign = await desk.maple.tenant.db.knowledgeGap.findFirstOrThrow()
    expect((await post('knowledge/questions/dismiss', { gapIds: [foreign.id] })).status).toBe(409)
    expect((await post('knowledge/questions/draft', { gapIds: [foreign.id] })).status).toBe(409)
    const { gapIds } = (await questions()).groups.find(({ question }) => /bring my dog/.test(question))!
    expect((await post('knowledge/questions/dismiss', { gapIds }, { as: 'front_desk' })).status).toBe(403)
    expect((await post('knowledge/questions/dismiss', { gapIds })).status).toBe(204)
    expect((await questions()).groups.some(({ question }) => /bring my dog/.test(question))).toBe(false)
    expect((await desk.maple.tenant.db.knowledgeGap.findFirstOrThrow()).closedAt).toBeNull()
  })
})
