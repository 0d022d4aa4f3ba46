import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MirroredEvent, OutsideEvent, TimeSpan } from '../../adapters/calendar/calendar.ts'
import { nextStep } from './next-step.ts'

const hour = 3_600_000
const span = (startHour: number): TimeSpan => ({
  startsAt: new Date(startHour * hour),
  endsAt: new Date((startHour + 1) * hour),
})
const wanted = (at: TimeSpan): MirroredEvent => ({
  ...at,
  title: 'Appointment – J.D.',
  description: '',
  link: '',
  timeZone: 'UTC',
  appointmentId: 'a',
})
const event = (at: TimeSpan | null, mark: TimeSpan | null): OutsideEvent => ({
  id: 'e',
  etag: '"1"',
  isCancelled: at === null,
  time: at,
  isBusy: at !== null,
  mark: mark && { appointmentId: 'a', ...mark },
})
const times = fc.integer({ min: 0, max: 3 }).map(span)

describe('our event, not as we left it', () => {
  it('is never written over when a person moved or deleted it', () => {
    fc.assert(
      fc.property(times, times, times, fc.integer({ min: 1, max: 9 }), (at, mark, want, writtenVersion) => {
        const step = nextStep(event(at, mark), wanted(want), { writtenVersion, isDeleted: false })
        const wasMoved = +at.startsAt !== +mark.startsAt && +at.startsAt !== +want.startsAt
        expect(step.do).toBe(wasMoved ? 'ask' : 'write')
      }),
    )
    const known = { writtenVersion: 1, isDeleted: false }
    expect(nextStep(event(null, null), wanted(span(1)), known)).toMatchObject({
      do: 'ask',
      change: { what: 'deleted' },
    })
    expect(nextStep(null, wanted(span(1)), known)).toMatchObject({ do: 'ask', change: { what: 'deleted' } })
  })

  it('is taken for ours when the answer to writing it was lost', () => {
    const unknown = { writtenVersion: 0, isDeleted: false }
    expect(nextStep(event(span(1), span(1)), wanted(span(1)), unknown)).toEqual({ do: 'write', ifMatch: '"1"' })
    // … and our appointment has moved on since.
    expect(nextStep(event(span(1), span(1)), wanted(span(2)), unknown)).toEqual({ do: 'write', ifMatch: '"1"' })
  })

  it('comes back where we deleted it ourselves', () => {
    expect(nextStep(event(null, null), wanted(span(1)), { writtenVersion: 3, isDeleted: true })).toEqual({
      do: 'write',
      ifMatch: '"1"',
    })
  })

  it('that a person changed and whose note is gone is asked about', () => {
    const known = { writtenVersion: 1, isDeleted: false }
    expect(nextStep(event(span(3), null), wanted(span(1)), known).do).toBe('ask')
  })
})
