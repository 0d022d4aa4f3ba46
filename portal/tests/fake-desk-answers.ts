/** What the API answers to questions about one appointment, the same for each. */
import type { AppointmentFees, FreeTimes, TimeOffEffect } from '@ava/protocol/portal/appointments.ts'
import type { Assessment } from '@ava/protocol/portal/tasks.ts'
import { ago } from './fake-data.ts'
import { at, longName, minuteMs, span, timeZone, today, uuid } from './fake-times.ts'

export const fees: AppointmentFees = {
  currency: 'USD',
  cancelCents: 5_000,
  noShowCents: 10_000,
  moveCents: 0,
  window: null,
  policy: 'Please tell us 24 hours ahead if you cannot come; later than that we charge $50.',
}

export const assessment: Assessment = {
  outcome: 'review',
  evaluatedAt: ago(25),
  signedOffAt: null,
  answers: [
    {
      question: 'Are you pregnant, trying to become pregnant, or breastfeeding?',
      answer: 'no',
      date: null,
      answeredAt: ago(26),
    },
    { question: 'Have you taken isotretinoin (Accutane)?', answer: 'yes', date: '2026-06-30', answeredAt: ago(26) },
    { question: 'Do you have a heart condition?', answer: 'unsure', date: null, answeredAt: ago(26) },
  ],
  findings: [
    {
      about: 'isotretinoin',
      effect: 'review',
      text: 'A clinician looks at this before the treatment.',
      earliest: '2026-12-30',
    },
  ],
}

export function freeTimes(): FreeTimes {
  const next = (days: number, hour: number, minute = 0) =>
    new Date(Date.parse(at(hour, minute)) + days * 24 * 60 * minuteMs).toISOString()
  const time = (days: number, hour: number, minute: number, n: number, providerName: string) => ({
    startsAt: next(days, hour, minute),
    endsAt: next(days, hour, minute + 30),
    providerId: uuid(n),
    providerName,
    locationId: uuid(801),
    locationName: 'Main Street',
  })
  return {
    timeZone,
    from: today,
    to: today,
    times: [
      time(1, 9, 0, 901, 'Dr. Lee'),
      time(1, 9, 15, 901, 'Dr. Lee'),
      time(1, 9, 15, 902, 'Rosa Ortiz, RN'),
      time(2, 14, 0, 902, 'Rosa Ortiz, RN'),
      time(2, 16, 30, 901, 'Dr. Lee'),
    ],
  }
}

export function timeOffEffect(): TimeOffEffect {
  return {
    timeZone,
    ...span(0, 0, 24 * 60),
    appointments: [
      {
        id: uuid(3),
        reference: 'GLOW-3QK',
        customerName: 'Maria Lopez',
        serviceName: 'Botox Cosmetic',
        startsAt: at(11),
      },
      { id: uuid(4), reference: 'GLOW-4QK', customerName: longName, serviceName: 'Microneedling', startsAt: at(13) },
    ],
  }
}
