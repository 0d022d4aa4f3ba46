/**
 * `POST /api/portal/conversations/:id/action`: what a person does in a conversation. Answers with the conversation
 * as it then is; 409 with words where somebody else was faster. `POST /messages/:id/send-again`, `GET
 * /attachments/:id` (a download), and what the composer offers: canned replies, labels and colleagues.
 */
import { z } from 'zod'
import { Label, labelTones, Person } from './conversations.ts'

/** Words of people: PostgreSQL takes no NUL. */
const words = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'Write something first.')
    .max(longest, `Keep it under ${longest.toLocaleString('en-US')} characters.`)
    .refine((text) => !text.includes('\0'), 'Write words.')

export const ReplyChannel = z.enum(['chat', 'sms', 'email'])
export type ReplyChannel = z.infer<typeof ReplyChannel>

export const ConversationAction = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('take_over'),
    /** Take it although a colleague has it. */
    fromOther: z.boolean().default(false),
  }),
  z.object({ action: z.literal('hand_back') }),
  z.object({
    action: z.literal('reply'),
    channel: ReplyChannel,
    text: words(10_000),
    /** Of an email; left out or empty: an answer to their newest one. */
    subject: z
      .string()
      .trim()
      .max(200, 'Keep it under 200 characters.')
      .refine((text) => !/[\p{Cc}]/u.test(text), 'A subject is one line.')
      .optional(),
    /** Made by the page for each message: the same one twice is sent once. */
    key: z.uuid(),
    /** Write although a colleague has taken over. */
    fromOther: z.boolean().default(false),
  }),
  z.object({
    action: z.literal('approve_draft'),
    messageId: z.uuid(),
    /** In other words than Ava's. */
    text: words(10_000).optional(),
  }),
  z.object({ action: z.literal('discard_draft'), messageId: z.uuid() }),
  /** Null: nobody's. */
  z.object({ action: z.literal('assign'), memberId: z.uuid().nullable() }),
  z.object({ action: z.literal('note'), text: words(5_000) }),
  /** Made when the spa has no such label. */
  z.object({ action: z.literal('add_label'), name: words(40) }),
  z.object({ action: z.literal('remove_label'), labelId: z.uuid() }),
  /** Null: back in the inbox now. */
  z.object({ action: z.literal('snooze'), until: z.iso.datetime({ offset: true }).nullable() }),
  z.object({ action: z.literal('resolve') }),
  z.object({ action: z.literal('reopen') }),
])
export type ConversationAction = z.infer<typeof ConversationAction>

export const CannedReply = z.object({ id: z.string(), shortcut: z.string(), text: z.string() })
export type CannedReply = z.infer<typeof CannedReply>

export const CannedReplyRequest = z.object({
  /** What a person types after a slash to find it. */
  shortcut: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u, 'One short word: letters, digits and dashes.'),
  text: words(2_000),
})
export type CannedReplyRequest = z.infer<typeof CannedReplyRequest>

/** `GET /api/portal/desk`: what a composer and the filters offer. */
export const Desk = z.object({
  /** The membership of who asks. */
  me: Person,
  staff: z.array(Person),
  labels: z.array(Label),
  cannedReplies: z.array(CannedReply),
})
export type Desk = z.infer<typeof Desk>

export const LabelRequest = z.object({ name: words(40), tone: z.enum(labelTones) })
export type LabelRequest = z.infer<typeof LabelRequest>
