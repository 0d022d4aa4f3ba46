import CalendarDays from '@lucide/svelte/icons/calendar-days'
import Inbox from '@lucide/svelte/icons/inbox'
import ListTodo from '@lucide/svelte/icons/list-todo'
import Settings from '@lucide/svelte/icons/settings'
import Sun from '@lucide/svelte/icons/sun'
import Users from '@lucide/svelte/icons/users'
import type { SpaMembership } from '@ava/protocol/portal/me.ts'
import type { Attention } from '@ava/protocol/portal/tasks.ts'
import type { Component } from 'svelte'
import type { Messages } from '#lib/messages/messages-for.ts'

export interface Place {
  href: string
  /** Under this path lies what belongs to the place; `href` itself where nothing is said. */
  section?: string
  /** Who finds something there; the server decides, this only hides what it would refuse. Left out: everybody. */
  roles?: readonly SpaMembership['role'][]
  /** Not in the bottom bar of a phone: it is reached from Today there. */
  isOnDeskOnly?: boolean
  icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>
  label: (messages: Messages) => string
  /** Where there is little room. */
  shortLabel?: (messages: Messages) => string
  /** How much waits there for a person, in a number and in words. */
  waiting?: (messages: Messages, attention: Attention) => { count: number; isUrgent: boolean; words: string }
}

/** The pages of the rail and the bottom bar, in their order. A page gets its line here when it exists. */
export const places: Place[] = [
  { href: '/today', icon: Sun, label: (t) => t.today.title },
  {
    href: '/conversations',
    roles: ['owner', 'manager', 'front_desk', 'agency'],
    icon: Inbox,
    label: (t) => t.shell.conversations,
    shortLabel: (t) => t.shell.inbox,
  },
  { href: '/calendar', icon: CalendarDays, label: (t) => t.calendar.title },
  { href: '/customers', icon: Users, label: (t) => t.records.listTitle },
  {
    href: '/tasks',
    isOnDeskOnly: true,
    icon: ListTodo,
    label: (t) => t.shell.tasks,
    waiting: (t, { openTasks, emergencies }) => ({
      count: openTasks,
      isUrgent: emergencies > 0,
      words: [t.tasks.openCount(openTasks), ...(emergencies > 0 ? [t.tasks.emergencyCount(emergencies)] : [])].join(
        ', ',
      ),
    }),
  },
  {
    href: '/set-up/widget',
    section: '/set-up',
    roles: ['owner', 'manager', 'agency'],
    icon: Settings,
    label: (t) => t.shell.setUp,
  },
]

/** Those where somebody of this role finds something. */
export function placesFor(role: SpaMembership['role']): Place[] {
  return places.filter(({ roles }) => roles === undefined || roles.includes(role))
}

export function isHere({ href, section = href }: Place, pathname: string): boolean {
  return pathname === section || pathname.startsWith(`${section}/`)
}
