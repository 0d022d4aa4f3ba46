import Inbox from '@lucide/svelte/icons/inbox'
import type { Component } from 'svelte'
import type { Messages } from '#lib/messages/messages-for.ts'

export interface Place {
  href: string
  icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>
  label: (messages: Messages) => string
}

/** The pages of the rail and the bottom bar, in their order. A page gets its line here when it exists. */
export const places: Place[] = [{ href: '/conversations', icon: Inbox, label: (t) => t.shell.conversations }]

export function isHere(place: Place, pathname: string): boolean {
  return pathname === place.href || pathname.startsWith(`${place.href}/`)
}
