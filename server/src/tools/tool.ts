import type { Card } from '@ava/protocol/widget-socket.ts'
import type { z } from 'zod'
import type { Channel } from '../db/generated/client.ts'
import type { Tenant } from '../db/for-tenant.ts'
import type { Enqueue } from '../queue/enqueue.ts'

/** Where a tool call comes from. Everything that matters is read from here and the database, never from what the model says about it. */
export interface ToolContext {
  tenant: Tenant
  conversation: {
    id: string
    channel: Channel
    visitorId: string | null
    /** The instant the call was made, for "tomorrow" and for expiry. */
    now: Date
  }
  /** The model's id for this call: the same id runs once. */
  callId: string
  enqueue: Enqueue
  /**
   * The newest thing the person said or typed: its place in the transcript, and its words
   * (null when speech was not transcribed in time). Null when they have said nothing yet.
   */
  lastCustomerTurn(): Promise<{ position: number; text: string | null } | null>
  /** Aborted when the tool's time is up. Reads stop; a write that has begun is finished. */
  signal: AbortSignal
}

/**
 * What a tool gives back. `ok: false` is an answer too: a gate that is not
 * passed, a slot that is gone. `say` is the sentence for the person; the model may
 * only put it in its own words where `mustSay` is not set.
 */
export type ToolResult = {
  ok: boolean
  reason?: string
  say?: string
  mustSay?: boolean
  [fact: string]: unknown
}

/** What a tool call changes for the conversation beside its result. */
export type ToolEffect =
  | { type: 'booked' | 'moved' | 'cancelled'; appointmentId: string }
  | { type: 'identified'; customerId: string; isVerified: boolean }
  | { type: 'message_taken'; taskId: string }
  | { type: 'handed_over'; taskId: string }
  | { type: 'answered' }
  | { type: 'end_conversation' }

export interface ToolReturn {
  result: ToolResult
  /** It follows from what was said about health: the record of calls keeps it sealed. */
  isPrivate?: boolean
  cards?: Card[]
  effects?: ToolEffect[]
}

/** One thing that Ava may do. `parameters` is shown to the model as JSON Schema and parses its arguments. */
export interface Tool<A = unknown> {
  name: string
  /** For the model: what it does and when to call it. */
  description: string
  parameters: z.ZodType<A>
  /** Reads may be stopped and repeated; writes run once and to their end. */
  kind: 'read' | 'write'
  /**
   * Its arguments are about health: they are kept where the tool keeps them, sealed, and not in the record of
   * calls; its results are kept sealed.
   */
  isPrivate?: boolean
  timeoutMs: number
  run(context: ToolContext, args: A): Promise<ToolReturn>
}

/** As the model gets it: JSON Schema for the parameters. */
export interface ToolDefinition {
  name: string
  description: string
  parameters: Record<string, unknown>
  /** For us, not for the model. */
  kind?: Tool['kind']
}
