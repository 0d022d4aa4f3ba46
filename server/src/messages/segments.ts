import { SegmentedMessage } from 'sms-segments-calculator'

/** How many messages a text is sent and charged as: 160 letters, or 70 with one that the short alphabet lacks. */
export function countSegments(text: string): number {
  return Math.max(1, new SegmentedMessage(text).segmentsCount)
}
