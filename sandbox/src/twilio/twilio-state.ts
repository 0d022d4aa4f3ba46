import type { MessagingState } from '../messaging/messaging-state.ts'
import type { TwilioData } from './twilio-data.ts'

/** What the sandbox's Twilio shares between its requests. */
export interface TwilioState extends MessagingState {
  data: TwilioData
}
