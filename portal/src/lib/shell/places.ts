import Inbox from '@lucide/svelte/icons/inbox'
import Settings from '@lucide/svelte/icons/settings'
import type { Component } from 'svelte'
import type { Messages } from '#lib/messages/messages-for.ts'

export interface Place {
  href: string
  /** Under this path lies what belongs to the place; `href` itself where nothing is said. */
  section?: string
  icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>
  label: (messages: Messages) => string
}

/** The pages of the rail and the bottom bar, in their order. A page gets its line here when it exists. */
export const places: Place[] = [
  { href: '/conversations', icon: Inbox, label: (t) => t.shell.conversations },
  { href: '/set-up/widget', section: '/set-up', icon: Settings, label: (t) => t.shell.setUp },
]

export function isHere({ href, section = href }: Place, pathname: string): boolean {
  return pathname === section || pathname.startsWith(`${section}/`)
}
