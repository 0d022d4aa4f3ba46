/**
 * `GET /api/portal/stream`: server-sent events for one spa. An event says what
 * changed, never the content: the portal asks the API again, which checks access.
 * zod/mini: this file ships to the browser.
 */
import * as z from 'zod/mini'

export const StreamEvent = z.discriminatedUnion('type', [
  /** A conversation began, ended, or something in it was added or changed. */
  z.object({ type: z.literal('conversation'), conversationId: z.string() }),
  z.object({ type: z.literal('task'), taskId: z.string() }),
  /** What is booked, blocked or waited for changed somewhere. */
  z.object({ type: z.literal('appointments') }),
  /** Labels, canned replies, or how messages are set up. */
  z.object({ type: z.literal('desk') }),
  /** Events may have been missed: load everything anew. */
  z.object({ type: z.literal('resync') }),
])
export type StreamEvent = z.infer<typeof StreamEvent>
