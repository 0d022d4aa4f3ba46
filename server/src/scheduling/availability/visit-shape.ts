import type { VisitSegment } from './availability-input.ts'
import type { Stretch } from './start-ranges.ts'

const minuteMs = 60_000

/** A service in time: who or what it needs, and when, after its start. */
export interface VisitShape {
  provider: Stretch[]
  /**
   * One resource of each purpose serves the whole of it: the person who numbs in a room is
   * treated in it, and it is that room which is cleaned afterwards.
   */
  byPurpose: Map<string, Stretch[]>
  visibleMs: number
  totalMs: number
}

export function visitShape(segments: readonly VisitSegment[]): VisitShape {
  const shape: VisitShape = { provider: [], byPurpose: new Map(), visibleMs: 0, totalMs: 0 }
  for (const segment of segments) {
    const stretch = { startMs: shape.totalMs, endMs: shape.totalMs + segment.durationMin * minuteMs }
    shape.totalMs = stretch.endMs
    if (segment.isVisible) shape.visibleMs = stretch.endMs
    if (stretch.endMs === stretch.startMs) continue
    if (segment.needsProvider) shape.provider.push(stretch)
    for (const purpose of new Set(segment.needsResources)) {
      const stretches = shape.byPurpose.get(purpose)
      if (stretches) stretches.push(stretch)
      else shape.byPurpose.set(purpose, [stretch])
    }
  }
  return shape
}
