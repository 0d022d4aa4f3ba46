import CalendarCheck from '@lucide/svelte/icons/calendar-check'
import CalendarX from '@lucide/svelte/icons/calendar-x'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import Clock from '@lucide/svelte/icons/clock'
import MapPinCheck from '@lucide/svelte/icons/map-pin-check'
import Stethoscope from '@lucide/svelte/icons/stethoscope'
import UserX from '@lucide/svelte/icons/user-x'
import type { AppointmentStatus } from '@ava/protocol/portal/tasks.ts'
import type { Look } from '#lib/conversations/outcome-look.ts'

export const statusLooks: Record<AppointmentStatus, Look> = {
  requested: { icon: Clock, tone: 'pending' },
  pending_review: { icon: Stethoscope, tone: 'person' },
  booked: { icon: CalendarCheck, tone: 'booked' },
  checked_in: { icon: MapPinCheck, tone: 'accent' },
  completed: { icon: CircleCheck, tone: 'past' },
  cancelled: { icon: CalendarX, tone: 'past' },
  no_show: { icon: UserX, tone: 'problem' },
}
