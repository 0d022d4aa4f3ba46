import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { assignConversation } from '../../src/conversation/assign.ts'
import { deleteCannedReply, listCannedReplies, saveCannedReply } from '../../src/conversation/canned-replies.ts'
import { askSatisfaction } from '../../src/conversation/csat.ts'
import { approveDraft, discardDraft } from '../../src/conversation/drafts.ts'
import { createLabel, setLabel } from '../../src/conversation/labels.ts'
import { addNote, removeNote } from '../../src/conversation/notes.ts'
import { resolveConversation } from '../../src/conversation/resolve.ts'
import { snoozeConversation, wakeConversation } from '../../src/conversation/snooze.ts'
import { sendAsStaff } from '../../src/conversation/send-as-staff.ts'
import { threadStage, type ThreadStage } from './thread-stage.ts'

let at: ThreadStage
let maria: string
let noor: string
let from = 500

beforeAll(async () => {
  at = await threadStage()
  maria = await at.hire('Maria')
  noor = await at.hire('Noor')
})
afterAll(() => at.close())
beforeEach(() => {
  at.stage.answers.length = 0
  at.stage.asked.length = 0
  at.stage.jobs.length = 0
  from += 1
})

const people = () => ({ enqueue: at.enqueue, now: at.stage.now })
const text = (words: string, answer = true) => at.write(words, { from: `+12125550${from}`, answer })

describe('where Ava only proposes', () => {
  const draftOf = (conversationId: string) =>
    at.tenant.db.communicationMessage.findMany({ where: { conversationId, deliveryStatus: 'draft' } })
  const tasksOf = (conversationId: string) =>
    at.tenant.db.task.findMany({ where: { conversationId, kind: 'draft' }, orderBy: { createdAt: 'asc' } })

  beforeAll(async () => {
    await at.tenant.db.channelSetting.create({ data: { channel: 'sms', replyMode: 'suggest' } })
  })
  afterAll(async () => {
    await at.tenant.db.channelSetting.deleteMany({})
  })

  it('a person sends what she wrote, as it is or changed, once', async () => {
    at.says('We open at nine.')
    const { conversationId } = await text('When do you open?')
    await at.answer()
    expect(await at.sent(conversationId)).toEqual([])
    const [draft] = await draftOf(conversationId)
    expect(draft).toMatchObject({ text: expect.stringMatching(/: We open at nine\.$/) as string, author: 'ava' })
    expect(await tasksOf(conversationId)).toMatchObject([{ status: 'open' }])
    const messageId = draft!.id
    const send = () => approveDraft(at.tenant, people(), { messageId, memberId: maria, text: 'We open at nine sharp.' })
    const both = await Promise.all([send(), send()])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect((await at.sent(conversationId)).map((row) => row.text)).toEqual(['We open at nine sharp.'])
    expect(await tasksOf(conversationId)).toMatchObject([{ status: 'done', resolution: 'sent' }])
    expect(await at.row(conversationId)).toMatchObject({ status: 'open', isAiActive: true })
  })

  it('a newer message brings a newer proposal in place of the older', async () => {
    at.says('First.', 'Second.')
    const { conversationId } = await text('One')
    await at.answer()
    await text('Two')
    await at.answer()
    expect((await draftOf(conversationId)).map((row) => row.text)).toEqual([expect.stringMatching(/: Second\.$/)])
    expect((await tasksOf(conversationId)).map(({ status }) => status)).toEqual(['done', 'open'])
    // What was never said is no part of what the model goes on from.
    expect(JSON.stringify(at.stage.asked.at(-1)?.items)).not.toContain('First.')
  })

  it('is thrown away, or overtaken by a person’s own words', async () => {
    at.says('First.', 'Second.')
    const { conversationId } = await text('One')
    await at.answer()
    const [first] = await draftOf(conversationId)
    expect(await discardDraft(at.tenant, people(), { messageId: first!.id, memberId: maria })).toEqual({ ok: true })
    await text('Two')
    await at.answer()
    await sendAsStaff(at.tenant, people(), { conversationId, memberId: maria, text: 'Mine.' })
    expect(await draftOf(conversationId)).toEqual([])
    expect((await tasksOf(conversationId)).map(({ resolution }) => resolution)).toEqual([
      'discarded',
      'answered by a person',
    ])
  })

  it('does nothing while she proposes: she has nothing to do it with', async () => {
    await text('Can I book a facial tomorrow?')
    await at.answer()
    const names = at.stage.asked.flatMap(({ tools }) => tools.map(({ name }) => name))
    expect(names).toContain('find_openings')
    expect(names).not.toContain('book_appointment')
    expect(names).not.toContain('hold_slot')
  })
})

describe('how it was', () => {
  async function resolved() {
    const { conversationId } = await text('Hello')
    at.stage.jobs.length = 0
    await sendAsStaff(at.tenant, people(), { conversationId, memberId: maria, text: 'All done.' })
    await resolveConversation(at.tenant, people(), { conversationId, memberId: maria })
    return conversationId
  }

  it('is asked once after the end, over the channel, and the answer is kept and not answered', async () => {
    const conversationId = await resolved()
    expect(at.jobsOf('ask-satisfaction')).toMatchObject([{ payload: { conversationId } }])
    await askSatisfaction(at.tenant, people(), { conversationId })
    await askSatisfaction(at.tenant, people(), { conversationId })
    const asked = (await at.sent(conversationId)).filter(({ purpose }) => purpose === 'satisfaction')
    expect(asked).toMatchObject([{ kind: 'notice', channel: 'sms' }])
    await text('4, the wait was long')
    expect(await at.row(conversationId)).toMatchObject({
      status: 'resolved',
      csatScore: 4,
      csatComment: 'the wait was long',
    })
    expect(at.jobsOf('answer-messages')).toEqual([])
  })

  it('is not asked of somebody who wrote again meanwhile, and a number then is a question', async () => {
    const conversationId = await resolved()
    await text('One more thing')
    await askSatisfaction(at.tenant, people(), { conversationId })
    expect((await at.sent(conversationId)).filter(({ purpose }) => purpose === 'satisfaction')).toEqual([])
    await text('5')
    expect(await at.row(conversationId)).toMatchObject({ status: 'open', csatScore: null })
    expect(at.jobsOf('answer-messages')).toHaveLength(2)
  })

  it('is not asked after an emergency, nor where the spa does not want it', async () => {
    const { conversationId } = await text("I can't breathe and my tongue is swelling")
    await resolveConversation(at.tenant, people(), { conversationId, memberId: maria })
    expect(at.jobsOf('ask-satisfaction')).toEqual([])
    from += 1
    await at.tenant.db.channelSetting.create({ data: { channel: 'sms', asksSatisfaction: false } })
    await resolved()
    expect(at.jobsOf('ask-satisfaction')).toEqual([])
    await at.tenant.db.channelSetting.deleteMany({})
  })
})

describe('colleagues', () => {
  it('write notes that no model and no customer gets', async () => {
    const { conversationId } = await text('Hello')
    const note = await addNote(at.tenant, people(), {
      conversationId,
      memberId: maria,
      text: 'Knows Dr. Lee privately',
    })
    at.says('Hi!')
    await at.answer()
    expect(JSON.stringify(at.stage.asked)).not.toContain('privately')
    expect(JSON.stringify(await at.sent(conversationId))).not.toContain('privately')
    expect(await removeNote(at.tenant, people(), { noteId: note!.noteId, memberId: noor })).toBe(false)
    expect(await removeNote(at.tenant, people(), { noteId: note!.noteId, memberId: maria })).toBe(true)
  })

  it('make a conversation somebody’s, and label it', async () => {
    const { conversationId } = await text('Hello')
    await assignConversation(at.tenant, people(), { conversationId, memberId: maria, assigneeId: noor })
    expect(await at.row(conversationId)).toMatchObject({ assignedToId: noor, isAiActive: true })
    await assignConversation(at.tenant, people(), { conversationId, memberId: maria, assigneeId: null })
    expect(await at.row(conversationId)).toMatchObject({ assignedToId: null })
    const label = await createLabel(at.tenant, people(), { memberId: maria, name: ' VIP ' })
    expect(await createLabel(at.tenant, people(), { memberId: maria, name: 'VIP' })).toBeNull()
    const put = (isOn: boolean) =>
      setLabel(at.tenant, people(), { conversationId, memberId: maria, labelId: label!.labelId, isOn })
    expect([await put(true), await put(true), await put(false)]).toEqual([true, true, true])
    const trail = await at.tenant.db.auditEntry.findMany({
      where: { subjectId: conversationId },
      orderBy: { id: 'asc' },
    })
    expect(trail.map(({ action }) => action.replace('conversation.', ''))).toEqual([
      'assigned',
      'unassigned',
      'labelled',
      'unlabelled',
    ])
  })

  it('put it off until its time, or until the customer writes', async () => {
    const { conversationId } = await text('Hello')
    const until = new Date(at.stage.now.getTime() + 3_600_000)
    const snooze = () => snoozeConversation(at.tenant, people(), { conversationId, memberId: maria, until })
    expect(await snooze()).toBe(true)
    expect(at.jobsOf('wake-conversation')).toMatchObject([{ startAfter: until }])
    expect(await wakeConversation(at.tenant, { now: at.stage.now }, { conversationId })).toEqual({ lookAgainAt: until })
    expect(await wakeConversation(at.tenant, { now: until }, { conversationId })).toBeNull()
    expect(await at.row(conversationId)).toMatchObject({ snoozedUntil: null })
    await snooze()
    await text('Me again')
    expect(await at.row(conversationId)).toMatchObject({ snoozedUntil: null })
  })

  it('keep words at hand', async () => {
    const save = (shortcut: string, words: string) =>
      saveCannedReply(at.tenant, people(), { memberId: maria, shortcut, text: words })
    await save('/Parking', 'Behind the house.')
    const saved = await save('parking', 'In front of the house.')
    expect(await listCannedReplies(at.tenant)).toMatchObject([{ shortcut: 'parking', text: 'In front of the house.' }])
    expect(await save(' ', 'x')).toEqual({ ok: false, reason: 'empty' })
    if (saved.ok) await deleteCannedReply(at.tenant, people(), { memberId: maria, id: saved.id })
    expect(await listCannedReplies(at.tenant)).toEqual([])
  })
})

it('an automatic answer opens nothing and is not answered', async () => {
  const { conversationId } = await text('Hello')
  await resolveConversation(at.tenant, people(), { conversationId, memberId: maria })
  at.stage.jobs.length = 0
  await text('I am out of office', false)
  expect(await at.row(conversationId)).toMatchObject({ status: 'resolved' })
  expect(at.jobsOf('answer-messages')).toEqual([])
})
