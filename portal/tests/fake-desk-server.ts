import type { CustomerSafety } from '@ava/protocol/portal/customers.ts'
import type { WidgetSetUp } from '@ava/protocol/portal/widget.ts'
import type { Today } from '@ava/protocol/portal/today.ts'
import type { IncomingMessage } from 'node:http'
import { AppointmentAction, TimeOffRequest, type AppointmentActionName } from '@ava/protocol/portal/appointments.ts'
import type { AppointmentStatus } from '@ava/protocol/portal/tasks.ts'
import { TaskDecision } from '@ava/protocol/portal/tasks.ts'
import { assessment, fees, freeTimes, timeOffEffect } from './fake-desk-answers.ts'
import { answerPlan, startFakePlan } from './fake-plan.ts'
import { detailOfAppointment, type FakeDesk } from './fake-desk.ts'

export interface FakeAnswer {
  status: number
  data: unknown
}

const after: Partial<Record<AppointmentActionName, AppointmentStatus>> = {
  approve: 'booked',
  decline: 'cancelled',
  check_in: 'checked_in',
  complete: 'completed',
  no_show: 'no_show',
  cancel: 'cancelled',
}

/** What the API answers about tasks, the day and calendars; null where it is about something else. */
export function answerDesk(desk: FakeDesk, request: IncomingMessage, body: unknown): FakeAnswer | null {
  const url = new URL(request.url ?? '/', 'http://fake')
  const [, , , section, id = '', verb = ''] = url.pathname.split('/')
  const ok = (data: unknown): FakeAnswer => ({ status: 200, data })
  const isReading = request.method === 'GET'
  if (section === 'attention') return ok(desk.attention)
  if (section === 'today') return ok(quietToday)
  if (section === 'widget' && isReading) return ok(plainWidget)
  if (verb === 'safety') return ok(nothingToKnow)
  if (section === 'day') return ok(desk.day)
  if (section === 'waitlist' && isReading) return ok(desk.waitlist)
  if (section === 'waitlist') {
    desk.waitlist.entries = desk.waitlist.entries.filter((entry) => entry.id !== id)
    return ok({ ok: true })
  }
  if (section === 'time-off' && request.method === 'DELETE') {
    for (const provider of desk.day.providers) provider.blocks = provider.blocks.filter((block) => block.id !== id)
    return ok({ ok: true })
  }
  if (section === 'time-off') {
    const { success } = TimeOffRequest.safeParse(body)
    return success ? ok(timeOffEffect()) : wrong({ providerId: 'Choose who.' })
  }
  if (section === 'tasks') return answerTasks(desk, url, { id, verb, body })
  if (section === 'appointments') return answerAppointment(desk, { id, verb, body })
  if (section === 'plans')
    return answerPlan(desk, { verb, body, isProposing: url.searchParams.get('proposal') === 'true' })
  if (section === 'calendars') return answerCalendars(desk, { id, verb, last: url.pathname.split('/').at(-1) ?? '' })
  return null
}

function wrong(fields: Record<string, string>): FakeAnswer {
  return { status: 400, data: { error: { code: 'invalid_request', message: 'Some fields are wrong.', fields } } }
}

function answerTasks(
  desk: FakeDesk,
  url: URL,
  { id, verb, body }: { id: string; verb: string; body: unknown },
): FakeAnswer {
  if (id === '') {
    const isDone = url.searchParams.get('status') === 'done'
    const kind = url.searchParams.get('kind')
    const tasks = desk.tasks.filter(
      (task) => (task.status === 'done') === isDone && (kind === null || task.kind === kind),
    )
    return { status: 200, data: { tasks, nextCursor: null } }
  }
  const task = desk.tasks.find((one) => one.id === id)
  if (!task) return { status: 404, data: { error: { code: 'not_found', message: 'There is no such task.' } } }
  if (verb === 'assessment') return { status: 200, data: assessment }
  const { data, error } = TaskDecision.safeParse(body)
  if (!data) return wrong({ reason: error.issues[0]?.message ?? '' })
  const isOpen = data.decision === 'reopen'
  Object.assign(task, {
    status: isOpen ? 'open' : 'done',
    closedAt: isOpen ? null : new Date().toISOString(),
    closedBy: isOpen ? null : 'Olivia Grant',
    decisions: isOpen ? ['done'] : ['reopen'],
  })
  desk.attention.openTasks += isOpen ? 1 : -1
  return { status: 200, data: task }
}

function answerAppointment(
  desk: FakeDesk,
  { id, verb, body }: { id: string; verb: string; body: unknown },
): FakeAnswer {
  const found = desk.day.providers.flatMap(({ appointments }) => appointments).find((one) => one.id === id)
  if (!found) return { status: 404, data: { error: { code: 'not_found', message: 'There is no such appointment.' } } }
  if (verb === 'plan')
    return startFakePlan(desk, { appointmentId: id, body }) ?? wrong({ totalSessions: 'Enter at least 2.' })
  if (verb === 'fees') return { status: 200, data: fees }
  if (verb === 'free-times') return { status: 200, data: freeTimes() }
  if (verb === 'move')
    Object.assign(
      found,
      freeTimes().times.find(({ startsAt }) => startsAt === (body as { startsAt: string }).startsAt),
    )
  if (verb === 'action') {
    const { data, error } = AppointmentAction.safeParse(body)
    if (!data) return wrong({ [String(error.issues[0]?.path[0])]: error.issues[0]?.message ?? '' })
    if (data.action === 'late') found.lateMinutes = data.minutes
    else found.status = after[data.action] ?? found.status
    if (data.action === 'cancel')
      Object.assign(found, { feeCents: fees.cancelCents, isFeeWaived: data.isFeeWaived, actions: [] })
  }
  return { status: 200, data: detailOfAppointment(desk, id) }
}

function answerCalendars(desk: FakeDesk, { id, verb, last }: { id: string; verb: string; last: string }): FakeAnswer {
  if (last === 'choices') return { status: 200, data: desk.choices }
  if (last === 'drift') return { status: 200, data: desk.drift }
  if (last === 'mend') return { status: 200, data: { ...desk.drift, differences: [] } }
  if (id === 'accounts' && verb === '') return { status: 200, data: { url: 'http://127.0.0.1:9/consent' } }
  if (id === 'accounts') desk.setUp.accounts = desk.setUp.accounts.filter((account) => account.id !== verb)
  if (id === 'service-account') {
    const message = 'This is not a service account’s key. Paste the whole JSON file that Google gave you.'
    return { status: 409, data: { error: { code: 'not_a_key', message, fields: { keyFile: message } } } }
  }
  if (last === 'title') {
    const calendar = desk.setUp.providers.find((one) => one.calendar?.id === id)?.calendar
    if (calendar) calendar.showsService = !calendar.showsService
  }
  return { status: 200, data: desk.setUp }
}

const nothingToKnow: CustomerSafety = {
  customerId: 'c1',
  mayRead: true,
  count: 0,
  allergies: [],
  contraindications: [],
}

const plainWidget: WidgetSetUp = {
  siteKey: 'glow',
  spaName: 'Glow Med Spa',
  personaName: 'Ava',
  look: {
    accentColor: null,
    side: 'right',
    offsetX: 20,
    offsetY: 20,
    languages: ['en'],
    texts: {},
    nudgeAfterSeconds: null,
    nudgeOn: [],
  },
  usual: {},
  snippet: '<script async src="https://ava.example/widget/v1/ava.js" data-site="glow" data-spa="Glow"></script>',
  pinnedSnippet: null,
  sightings: [],
  updatedAt: null,
}

/** Today on the real server is tested there; here it is only where a sign-in leads. */
const quietToday: Today = {
  date: '2026-11-24',
  timeZone: 'America/New_York',
  appointments: [],
  appointmentCount: 0,
  tasks: [],
  failedMessages: [],
  figures: {
    conversations: { today: 0, before: 0 },
    afterHours: { today: 0, before: 0 },
    bookings: { today: 0, before: 0 },
    bookedCents: { today: 0, before: 0 },
  },
  currency: 'USD',
}
