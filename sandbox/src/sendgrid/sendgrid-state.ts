import type { MessagingState } from '../messaging/messaging-state.ts'
import type { PendingEvents } from './events.ts'
import type { EventKeys } from './event-signature.ts'
import type { SendGridData } from './sendgrid-data.ts'

/** What the sandbox's SendGrid shares between its requests. */
export interface SendGridState extends MessagingState {
  data: SendGridData
  keys: EventKeys
  /** Events that go out together in a moment. */
  pending: PendingEvents
}
