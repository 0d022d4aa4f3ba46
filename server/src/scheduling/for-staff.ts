import type { VisitInput } from './availability/availability-input.ts'

/**
 * The same question as people at the spa ask it: they need no notice. With `everyMin` a visit may
 * start at other times than are offered, because they choose it themselves.
 */
export function forStaff(input: VisitInput, { everyMin }: { everyMin?: number } = {}): VisitInput {
  const services = input.services.map((service) => ({
    ...service,
    minNoticeMin: 0,
    slotIntervalMin: everyMin ?? service.slotIntervalMin,
  }))
  return { ...input, services }
}
