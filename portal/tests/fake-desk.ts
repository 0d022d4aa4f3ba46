/** A spa's tasks, day, waitlist and calendars as the API would tell them: the everyday, and what breaks layouts. */
import type { AppointmentDetail, Day, DayAppointment, Waitlist } from '@ava/protocol/portal/appointments.ts'
import type { CalendarChoices, CalendarSetUp, DriftReport } from '@ava/protocol/portal/calendars.ts'
import type { Plan } from '@ava/protocol/portal/plans.ts'
import type { Attention, TaskItem } from '@ava/protocol/portal/tasks.ts'
import { ago } from './fake-data.ts'
import { fakePlan } from './fake-plan.ts'
import { at, longName, span, timeZone, today, uuid } from './fake-times.ts'

function appointment(
  n: number,
  change: Partial<DayAppointment> & { startsAt: string; endsAt: string },
): DayAppointment {
  return {
    id: uuid(n),
    reference: `GLOW-${n}QK`,
    customerName: 'Maria Lopez',
    customerPhone: '+12125550142',
    serviceName: 'Botox Cosmetic',
    status: 'booked',
    lateMinutes: null,
    feeCents: 0,
    isFeeWaived: false,
    priceCents: 36_000,
    currency: 'USD',
    note: null,
    conversationId: 'booked',
    visitPart: null,
    seats: null,
    needsRebooking: false,
    actions: ['check_in', 'late', 'move', 'cancel'],
    ...change,
  }
}

export interface FakeDesk {
  /** The only one there is. */
  plan: Plan | null
  tasks: TaskItem[]
  day: Day
  waitlist: Waitlist
  setUp: CalendarSetUp
  choices: CalendarChoices
  drift: DriftReport
  attention: Attention
}

export function fakeDesk(): FakeDesk {
  const lee = { id: uuid(901), name: 'Dr. Lee' }
  const ortiz = { id: uuid(902), name: 'Rosa Ortiz, RN' }
  const day: Day = {
    date: today,
    today,
    timeZone,
    locationId: uuid(801),
    locations: [
      { id: uuid(801), name: 'Main Street' },
      { id: uuid(802), name: 'Harbour' },
    ],
    mayChange: true,
    providers: [
      {
        ...lee,
        credential: 'MD',
        works: [span(9, 0, 180), span(13, 0, 240)],
        withheldSince: null,
        appointments: [
          appointment(1, { ...span(9, 0, 30), status: 'completed', actions: [] }),
          appointment(2, {
            ...span(10, 0, 30),
            status: 'checked_in',
            customerName: 'ليلى عبد الرحمن',
            actions: ['complete'],
          }),
          appointment(3, {
            ...span(11, 0, 30),
            lateMinutes: 12,
            note: 'Comes with her sister.',
            actions: ['check_in', 'late', 'move', 'no_show', 'cancel'],
          }),
          appointment(4, {
            ...span(13, 0, 45),
            customerName: longName,
            serviceName: 'Microneedling with growth factors and a calming mask',
            status: 'requested',
            actions: ['approve', 'decline', 'move', 'cancel'],
          }),
          appointment(5, {
            ...span(15, 0, 30),
            status: 'cancelled',
            feeCents: 5_000,
            customerName: 'Tom Becker',
            actions: ['waive_fee'],
          }),
        ],
        blocks: [{ id: uuid(701), kind: 'external', reason: null, ...span(12, 0, 60) }],
      },
      {
        ...ortiz,
        credential: 'RN',
        works: [span(9, 0, 480)],
        withheldSince: ago(90),
        appointments: [
          appointment(6, {
            ...span(9, 30, 60),
            customerName: 'Grace Kim',
            needsRebooking: true,
            visitPart: { number: 1, of: 2 },
          }),
          appointment(7, {
            ...span(14, 0, 60),
            customerName: 'Zoe Martin',
            status: 'pending_review',
            seats: { taken: 3, of: 6 },
            actions: ['move', 'cancel'],
          }),
        ],
        blocks: [{ id: uuid(702), kind: 'time_off', reason: 'Ill', ...span(9, 0, 300) }],
      },
      {
        id: uuid(903),
        name: 'Sofia Marin',
        credential: 'aesthetician',
        works: [],
        withheldSince: null,
        appointments: [],
        blocks: [],
      },
    ],
  }
  const about = (n: number, change: Partial<NonNullable<TaskItem['appointment']>> = {}) => ({
    id: uuid(n),
    reference: `GLOW-${n}QK`,
    customerName: 'Maria Lopez',
    serviceName: 'Botox Cosmetic',
    providerName: 'Dr. Lee',
    ...span(13, 0, 45),
    timeZone,
    status: 'booked' as const,
    ...change,
  })
  const task = (n: number, kind: TaskItem['kind'], change: Partial<TaskItem> = {}): TaskItem => ({
    id: uuid(n),
    kind,
    status: 'open',
    title: 'Something to do',
    details: [],
    createdAt: ago(n),
    closedAt: null,
    closedBy: null,
    resolution: null,
    conversationId: null,
    appointment: null,
    change: null,
    decisions: ['done'],
    mayReadAssessment: false,
    ...change,
  })
  return {
    day,
    tasks: [
      task(1, 'emergency', {
        title: 'Possible emergency: read the conversation and call the person now',
        conversationId: 'emergency',
      }),
      task(12, 'approval', {
        title: 'Confirm a request: Microneedling',
        appointment: about(4, { status: 'requested', customerName: longName }),
        decisions: ['approve', 'decline'],
      }),
      task(25, 'clinician_review', {
        title: 'Screening answers to look at',
        appointment: about(7, { status: 'pending_review', customerName: 'Zoe Martin' }),
        decisions: ['sign_off', 'decline'],
        mayReadAssessment: true,
      }),
      task(40, 'calendar_conflict', {
        title: 'An appointment was moved in Dr. Lee’s calendar',
        appointment: about(3),
        change: { what: 'moved', from: span(11, 0, 30), to: span(16, 15, 30) },
        decisions: ['accept_change', 'put_back'],
        details: [{ label: 'Calendar', value: 'Dr. Lee' }],
      }),
      task(41, 'calendar_conflict', {
        title: 'An appointment was deleted in Dr. Lee’s calendar',
        appointment: about(2),
        change: { what: 'deleted', from: span(10, 0, 30), to: null },
        decisions: ['accept_change', 'put_back'],
      }),
      task(60, 'rebook', {
        title: 'Rebook Botox Cosmetic: Rosa Ortiz, RN is not available',
        appointment: about(6, { customerName: 'Grace Kim' }),
        details: [{ label: 'Why', value: 'Ill' }],
      }),
      task(90, 'calendar_broken', {
        title: 'The calendar account front-desk@glow.example does not work',
        decisions: [],
        details: [
          {
            label: 'Why',
            value:
              'Google does not let Ava in any more: the permission has ended or was taken back. Connect the account again.',
          },
        ],
      }),
      task(180, 'message', {
        title: 'Please call about the gift card',
        conversationId: 'long',
        details: [
          { label: 'Phone', value: '+1 212 555 0142' },
          {
            label: 'Message',
            value: 'https://example.com/a-very-long-address-without-any-break-at-all/that-goes-on-and-on/and-on',
          },
        ],
      }),
      task(600, 'hand_over', {
        title: 'Wants to talk about her last filler appointment',
        status: 'done',
        closedAt: ago(30),
        closedBy: 'Dana Wu',
        resolution: 'Called back.',
        decisions: ['reopen'],
      }),
    ],
    plan: fakePlan(),
    waitlist: {
      entries: [
        {
          id: uuid(601),
          customerName: 'Mei Chen',
          serviceName: 'Botox Cosmetic',
          providerName: 'Dr. Lee',
          fromDate: today,
          toDate: '2027-01-31',
          earliestMin: 600,
          latestMin: 960,
          weekdays: [1, 3],
          channel: 'sms',
          status: 'waiting',
          offerEndsAt: null,
          createdAt: ago(4_000),
        },
        {
          id: uuid(602),
          customerName: longName,
          serviceName: 'HydraFacial',
          providerName: null,
          fromDate: today,
          toDate: today,
          earliestMin: null,
          latestMin: null,
          weekdays: [],
          channel: 'voice',
          status: 'offered',
          offerEndsAt: at(18, 30),
          createdAt: ago(400),
        },
      ],
    },
    setUp: {
      canBePushed: true,
      accounts: [
        {
          id: uuid(501),
          kind: 'google_oauth',
          name: 'front-desk@glow.example',
          isBroken: false,
          brokenSince: null,
          why: null,
          nextTryAt: null,
          connectedAt: ago(90_000),
        },
        {
          id: uuid(502),
          kind: 'google_oauth',
          name: 'rosa.ortiz.with.a.long.address@glow-med-spa.example',
          isBroken: true,
          brokenSince: ago(90),
          why: 'Google does not let Ava in any more: the permission has ended or was taken back. Connect the account again.',
          nextTryAt: null,
          connectedAt: ago(50_000),
        },
      ],
      providers: [
        {
          ...lee,
          calendar: {
            id: uuid(401),
            accountId: uuid(501),
            accountName: 'front-desk@glow.example',
            externalId: 'lee@group',
            name: 'Dr. Lee',
            state: 'working',
            withheldSince: null,
            why: null,
            lastSyncedAt: ago(3),
            updates: 'push',
            showsService: false,
          },
        },
        {
          ...ortiz,
          calendar: {
            id: uuid(402),
            accountId: uuid(502),
            accountName: 'rosa',
            externalId: 'rosa@group',
            name: 'Rosa',
            state: 'withheld',
            withheldSince: ago(90),
            why: 'Google does not let Ava in any more: the permission has ended or was taken back. Connect the account again.',
            lastSyncedAt: ago(95),
            updates: 'polling',
            showsService: true,
          },
        },
        { id: uuid(903), name: 'Sofia Marin', calendar: null },
      ],
    },
    choices: {
      calendars: [
        { externalId: 'front-desk@glow.example', name: 'Front desk', isPrimary: true, canWrite: true },
        { externalId: 'lee@group', name: 'Dr. Lee', isPrimary: false, canWrite: true },
        { externalId: 'sofia@group', name: 'Sofia', isPrimary: false, canWrite: true },
        { externalId: 'holidays@group', name: 'Holidays in the United States', isPrimary: false, canWrite: false },
      ],
    },
    drift: {
      calendarId: uuid(401),
      checkedAt: ago(0),
      differences: [
        { kind: 'moved', reference: 'GLOW-3QK', ours: span(11, 0, 30), theirs: span(16, 15, 30) },
        { kind: 'missing', reference: 'GLOW-4QK', ours: span(13, 0, 45), theirs: null },
        { kind: 'external_missing', reference: null, ours: null, theirs: span(17, 0, 60) },
      ],
    },
    attention: { openTasks: 8, emergencies: 1, withheld: [] },
  }
}

export function detailOfAppointment(desk: FakeDesk, id: string): AppointmentDetail | null {
  for (const provider of desk.day.providers) {
    const found = provider.appointments.find((one) => one.id === id)
    if (found)
      return {
        ...found,
        providerName: provider.name,
        locationName: 'Main Street',
        timeZone,
        date: today,
        cancelReason: found.status === 'cancelled' ? 'Ill.' : null,
        planId: desk.plan?.sessions.some(({ appointmentId }) => appointmentId === id) ? desk.plan.id : null,
      }
  }
  return null
}
