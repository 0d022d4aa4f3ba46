import CalendarCheck from '@lucide/svelte/icons/calendar-check'
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import CalendarX from '@lucide/svelte/icons/calendar-x'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import MessageSquareText from '@lucide/svelte/icons/message-square-text'
import Siren from '@lucide/svelte/icons/siren'
import UserRound from '@lucide/svelte/icons/user-round'
import type { ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import type { Component } from 'svelte'
import type { Tone } from '#lib/components/tone.ts'

export interface Look {
  icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>
  tone: Tone
}

export const outcomeLooks: Record<NonNullable<ConversationSummary['outcome']>, Look> = {
  booked: { icon: CalendarCheck, tone: 'booked' },
  moved: { icon: CalendarClock, tone: 'booked' },
  cancelled: { icon: CalendarX, tone: 'past' },
  answered: { icon: CircleCheck, tone: 'past' },
  message_taken: { icon: MessageSquareText, tone: 'pending' },
  transferred: { icon: UserRound, tone: 'person' },
  emergency: { icon: Siren, tone: 'problem' },
  abandoned: { icon: CircleSlash, tone: 'past' },
}
