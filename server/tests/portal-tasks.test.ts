import { Attention, TaskItem, TaskList, type TaskDecision } from '@ava/protocol/portal/tasks.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Prisma } from '../src/db/generated/client.ts'
import { saveAnswers } from '../src/scheduling/screening/answers.ts'
import { unbookedSubject } from '../src/scheduling/screening/review-task.ts'
import { saveAssessment } from '../src/scheduling/screening/assessment.ts'
import { openPortalDesk, roles, seedAppointment, type Asking, type PortalDesk } from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

let desk: PortalDesk

beforeAll(async () => {
  desk = await openPortalDesk()
})
beforeEach(async () => {
  await desk.willow.tenant.db.task.deleteMany({})
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const addTask = (data: Partial<Prisma.TaskUncheckedCreateInput> & { kind: Prisma.TaskUncheckedCreateInput['kind'] }) =>
  desk.willow.tenant.db.task.create({ data: { title: `About ${data.kind}`, ...data } })

async function list(query = '', asking: Asking = {}): Promise<TaskList> {
  const answer = await desk.ask(`tasks${query}`, asking)
  expect(answer.status).toBe(200)
  return TaskList.parse(await bodyOf(answer))
}

const decide = (taskId: string, body: unknown, asking: Asking = {}) =>
  desk.ask(`tasks/${taskId}/decision`, { method: 'POST', body, ...asking })

it('shows emergencies first, then the longest waiting, and what is done apart', async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))
  await addTask({ kind: 'message', title: 'old', createdAt: at(1) })
  await addTask({ kind: 'hand_over', title: 'newer', createdAt: at(2) })
  await addTask({ kind: 'emergency', title: 'urgent', createdAt: at(3) })
  await addTask({ kind: 'message', title: 'over', createdAt: at(0), status: 'done', closedAt: at(4) })
  expect((await list()).tasks.map(({ title }) => title)).toEqual(['urgent', 'old', 'newer'])
  expect((await list('?status=done')).tasks.map(({ title }) => title)).toEqual(['over'])
  expect((await list('?kind=hand_over')).tasks.map(({ title }) => title)).toEqual(['newer'])
})

it('goes on page by page, and shows every task once', async () => {
  for (let i = 0; i < 5; i++)
    await addTask({ kind: 'message', title: String(i), createdAt: new Date(1_700_000_000_000) })
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: TaskList = await list(`?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...page.tasks.map(({ title }) => title))
    cursor = page.nextCursor
  }
  expect(seen.toSorted()).toEqual(['0', '1', '2', '3', '4'])
})

it.each(['status=lost', 'kind=party', 'limit=0', 'cursor=nonsense'])('refuses a list of %s', async (query) => {
  expect((await desk.ask(`tasks?${query}`)).status).toBe(400)
})

describe('marking as done', () => {
  it('keeps who did it and what was said, tells of it once, and can be taken back', async () => {
    const { id } = await addTask({ kind: 'hand_over' })
    const answer = await decide(id, { decision: 'done', note: 'Called back.' }, { as: 'front_desk' })
    expect(TaskItem.parse(await bodyOf(answer))).toMatchObject({
      status: 'done',
      closedBy: 'Test Person',
      resolution: 'Called back.',
      decisions: ['reopen'],
    })
    expect((await decide(id, { decision: 'done' })).status).toBe(409)
    expect((await decide(id, { decision: 'reopen' })).status).toBe(200)
    expect((await list()).tasks).toMatchObject([{ status: 'open', closedAt: null, resolution: null }])
    const audit = await desk.willow.tenant.db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { at: 'asc' } })
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ['task.closed', 'user:user-front_desk@willow.example'],
      ['task.reopened', 'user:user-owner@willow.example'],
    ])
  })

  it('of two at once, one is told that somebody was faster', async () => {
    const { id } = await addTask({ kind: 'message' })
    const answers = await Promise.all([decide(id, { decision: 'done' }), decide(id, { decision: 'done' })])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })

  it('is not what ends a broken calendar or a change in one', async () => {
    for (const kind of ['calendar_broken', 'calendar_conflict'] as const) {
      const { id } = await addTask({ kind, subjectKey: kind })
      expect((await decide(id, { decision: 'done' })).status).toBe(409)
    }
  })

  it('cannot be taken back while the same thing is open again', async () => {
    const { id } = await addTask({ kind: 'rebook', subjectKey: 'same' })
    await decide(id, { decision: 'done' })
    await addTask({ kind: 'rebook', subjectKey: 'same' })
    const answer = await decide(id, { decision: 'reopen' })
    expect(answer.status).toBe(409)
    expect((await bodyOf(answer)).error.code).toBe('open_already')
  })
})

describe('a request', () => {
  it('is confirmed: booked, and the task with it', async () => {
    const { id: appointmentId } = await seedAppointment(desk.willow, { startsInMin: 3_000, status: 'requested' })
    const { id } = await addTask({ kind: 'approval', appointmentId, subjectKey: `appointment:${appointmentId}` })
    const [task] = (await list()).tasks
    expect(task).toMatchObject({ decisions: ['approve', 'decline'], appointment: { customerName: 'Ida Berg' } })
    expect(TaskItem.parse(await bodyOf(await decide(id, { decision: 'approve' })))).toMatchObject({
      status: 'done',
      appointment: { status: 'booked' },
    })
  })

  it('is declined with a reason, and not without one', async () => {
    const { id: appointmentId } = await seedAppointment(desk.willow, { startsInMin: 3_100, status: 'requested' })
    const { id } = await addTask({ kind: 'approval', appointmentId, subjectKey: `appointment:${appointmentId}` })
    for (const reason of [undefined, '', '   ', 'x'.repeat(501), 'a\0b', 5]) {
      expect((await decide(id, { decision: 'decline', reason })).status).toBe(400)
    }
    expect((await decide(id, { decision: 'decline', reason: 'We are closed then.' })).status).toBe(200)
    expect(await desk.willow.tenant.db.appointment.findFirst({ where: { id: appointmentId } })).toMatchObject({
      status: 'cancelled',
      cancelReason: 'We are closed then.',
    })
  })
})

describe('a review', () => {
  let reviews = 0
  async function review() {
    const { tenant } = desk.willow
    reviews += 1
    const { id: appointmentId } = await seedAppointment(desk.willow, {
      startsInMin: 5_000 + reviews * 60,
      status: 'pending_review',
    })
    const question = await tenant.db.screeningQuestion.findFirst({ where: { key: 'asthma' } })
    const { id: questionId } =
      question ??
      (await tenant.db.screeningQuestion.create({
        data: {
          key: 'asthma',
          version: 1,
          text: 'Do you have asthma?',
          shortText: 'asthma',
          position: 1,
          approvedBy: 'Dr. Lee',
        },
      }))
    const now = new Date()
    await tenant.transaction((tx) =>
      saveAssessment(tx, {
        secrets: tenant.secrets,
        appointmentId,
        outcome: 'review',
        reopens: false,
        now,
        detail: {
          startsOn: '2026-12-01',
          answers: [{ questionId, key: 'asthma', answer: 'yes', date: null, answeredAt: now.toISOString() }],
          findings: [{ key: 'asthma', ruleVersion: 1, effect: 'review', text: 'Ask a clinician.', earliest: null }],
        },
      }),
    )
    const task = await addTask({ kind: 'clinician_review', appointmentId, subjectKey: `appointment:${appointmentId}` })
    return { appointmentId, taskId: task.id }
  }
  const reads = (appointmentId: string) =>
    desk.willow.tenant.db.auditEntry.count({ where: { subjectId: appointmentId, action: 'screening.read' } })

  it('shows its answers to those who may judge them, never without a trace, and to nobody else', async () => {
    const { appointmentId, taskId } = await review()
    for (const as of ['front_desk', 'agency'] as const) {
      expect((await desk.ask(`tasks/${taskId}/assessment`, { as })).status).toBe(403)
      expect((await list('', { as })).tasks[0]).toMatchObject({ decisions: [], mayReadAssessment: false })
    }
    expect(await reads(appointmentId)).toBe(0)
    const answer = await desk.ask(`tasks/${taskId}/assessment`, { as: 'provider' })
    expect(await bodyOf(answer)).toMatchObject({
      outcome: 'review',
      answers: [{ question: 'Do you have asthma?', answer: 'yes' }],
      findings: [{ about: 'asthma', effect: 'review' }],
    })
    expect(await reads(appointmentId)).toBe(1)
    expect(JSON.stringify(await list())).not.toContain('asthma')
  })

  it('of a visit that was not booked shows what was answered in the conversation, and what the rules say', async () => {
    const { tenant, botoxId: serviceId } = desk.willow
    const { id: conversationId } = await tenant.db.conversation.create({ data: { channel: 'chat' } })
    const question = { key: 'lupus', version: 1, text: 'Do you have lupus?', shortText: 'lupus', position: 2 }
    const asked = await tenant.db.screeningQuestion.create({ data: { ...question, approvedBy: 'Dr. Lee' } })
    await tenant.db.screeningRule.create({
      data: {
        serviceId,
        questionKey: 'lupus',
        effect: 'block',
        text: 'Not before a clinician.',
        approvedBy: 'Dr. Lee',
      },
    })
    await tenant.transaction((tx) =>
      saveAnswers(tx, {
        conversationId,
        customerId: null,
        isTheirs: false,
        secrets: tenant.secrets,
        channel: 'chat',
        answers: [{ question: { ...asked, kind: 'yes_no' }, answer: 'yes', date: null, words: 'Yes, lupus' }],
        now: new Date(),
      }),
    )
    const subjectKey = unbookedSubject({ conversationId, serviceId })
    const task = await addTask({ kind: 'clinician_review', conversationId, subjectKey })
    expect((await list('', { as: 'manager' })).tasks[0]).toMatchObject({ mayReadAssessment: true })
    // It is about nobody's visit yet.
    expect((await list('', { as: 'provider' })).tasks).toEqual([])
    expect((await desk.ask(`tasks/${task.id}/assessment`, { as: 'front_desk' })).status).toBe(403)
    expect(await reads(conversationId)).toBe(0)
    const answer = await desk.ask(`tasks/${task.id}/assessment`, { as: 'manager' })
    expect(await bodyOf(answer)).toMatchObject({
      outcome: 'block',
      answers: [{ question: 'Do you have lupus?', answer: 'yes' }],
      findings: [{ about: 'lupus', effect: 'block', text: 'Not before a clinician.' }],
    })
    expect(await reads(conversationId)).toBe(1)
    await tenant.db.screeningRule.deleteMany({})
  })

  it('is signed off by them alone', async () => {
    const { taskId } = await review()
    expect((await decide(taskId, { decision: 'sign_off' }, { as: 'front_desk' })).status).toBe(409)
    const answer = await decide(taskId, { decision: 'sign_off' }, { as: 'provider' })
    expect(TaskItem.parse(await bodyOf(answer))).toMatchObject({ status: 'done', appointment: { status: 'booked' } })
  })
})

it('says from where to where something was moved in the other calendar', async () => {
  const from = { startsAt: '2026-12-01T15:00:00.000Z', endsAt: '2026-12-01T15:30:00.000Z' }
  const to = { startsAt: '2026-12-01T17:00:00.000Z', endsAt: '2026-12-01T17:30:00.000Z' }
  await addTask({ kind: 'calendar_conflict', data: { what: 'moved', from, to, calendar: 'Dr. Lee' } })
  expect((await list()).tasks).toMatchObject([
    { change: { what: 'moved', from, to }, details: [{ label: 'Calendar', value: 'Dr. Lee' }] },
  ])
})

it('counts what waits', async () => {
  await addTask({ kind: 'emergency' })
  await addTask({ kind: 'message' })
  await addTask({ kind: 'message', status: 'done' })
  expect(Attention.parse(await bodyOf(await desk.ask('attention')))).toEqual({
    openTasks: 2,
    emergencies: 1,
    withheld: [],
  })
})

describe('who may decide', () => {
  it.each(roles)('%s', async (as) => {
    const { id } = await addTask({ kind: 'message' })
    expect((await decide(id, { decision: 'done' }, { as })).status).toBe(as === 'provider' ? 404 : 200)
  })

  it('nobody of another spa, nor about its tasks', async () => {
    const task = await desk.maple.tenant.db.task.create({ data: { kind: 'message', title: 'Theirs' } })
    const decision: TaskDecision = { decision: 'done' }
    expect((await decide(task.id, decision)).status).toBe(404)
    expect((await decide(task.id, decision, { spa: desk.maple.tenantId })).status).toBe(403)
    expect((await desk.ask(`tasks/${task.id}/assessment`)).status).toBe(404)
    expect(await desk.maple.tenant.db.task.count({ where: { status: 'done' } })).toBe(0)
  })

  it('about nothing that is not there, and nothing that is no decision', async () => {
    const { id } = await addTask({ kind: 'message' })
    expect((await decide('not-an-id', { decision: 'done' })).status).toBe(404)
    for (const body of [{}, { decision: 'burn' }, [], 'done', { decision: 'done', note: 'a\0' }]) {
      expect((await decide(id, body)).status).toBe(400)
    }
    expect((await decide(id, { decision: 'done' }, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
  })
})
