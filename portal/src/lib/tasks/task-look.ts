import BellOff from '@lucide/svelte/icons/bell-off'
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import CalendarX from '@lucide/svelte/icons/calendar-x'
import CircleHelp from '@lucide/svelte/icons/circle-help'
import MessageSquareText from '@lucide/svelte/icons/message-square-text'
import MessageSquareX from '@lucide/svelte/icons/message-square-x'
import Siren from '@lucide/svelte/icons/siren'
import MailX from '@lucide/svelte/icons/mail-x'
import PenLine from '@lucide/svelte/icons/pen-line'
import Stethoscope from '@lucide/svelte/icons/stethoscope'
import Unplug from '@lucide/svelte/icons/unplug'
import UserRound from '@lucide/svelte/icons/user-round'
import type { TaskKind } from '@ava/protocol/portal/tasks.ts'
import type { Look } from '#lib/conversations/outcome-look.ts'

export const taskLooks: Record<TaskKind, Look> = {
  hand_over: { icon: UserRound, tone: 'person' },
  message: { icon: MessageSquareText, tone: 'pending' },
  emergency: { icon: Siren, tone: 'problem' },
  failed_reply: { icon: MessageSquareX, tone: 'problem' },
  approval: { icon: CircleHelp, tone: 'pending' },
  clinician_review: { icon: Stethoscope, tone: 'person' },
  rebook: { icon: CalendarX, tone: 'problem' },
  calendar_conflict: { icon: CalendarClock, tone: 'pending' },
  calendar_broken: { icon: Unplug, tone: 'problem' },
  opted_out: { icon: BellOff, tone: 'pending' },
  undelivered: { icon: MailX, tone: 'problem' },
  draft: { icon: PenLine, tone: 'pending' },
  webhook_off: { icon: Unplug, tone: 'problem' },
}
