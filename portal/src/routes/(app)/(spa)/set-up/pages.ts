import type { SpaMembership } from '@ava/protocol/portal/me.ts'
import type { Messages } from '#lib/messages/messages-for.ts'

type Role = SpaMembership['role']

export interface SetUpPage {
  href: string
  label: (messages: Messages) => string
  /** Who may open it; the server decides, this only hides what it would refuse. Left out: everybody. */
  roles?: readonly Role[]
}

const managing: readonly Role[] = ['owner', 'manager', 'agency']

/** The pages of the set-up, in their order. */
export const setUpPages: readonly SetUpPage[] = [
  { href: '/set-up/business', label: (t) => t.setUp.business.title, roles: managing },
  { href: '/set-up/services', label: (t) => t.setUp.services.title, roles: [...managing, 'front_desk'] },
  { href: '/set-up/providers', label: (t) => t.setUp.providers.title, roles: managing },
  { href: '/set-up/resources', label: (t) => t.setUp.resources.title, roles: managing },
  { href: '/set-up/hours', label: (t) => t.setUp.hours.title, roles: managing },
  { href: '/set-up/policies', label: (t) => t.setUp.policies.title, roles: managing },
  { href: '/set-up/persona', label: (t) => t.persona.title, roles: managing },
  { href: '/set-up/knowledge', label: (t) => t.knowledge.title, roles: managing },
  { href: '/set-up/widget', label: (t) => t.widget.title, roles: managing },
  { href: '/set-up/messages', label: (t) => t.messaging.title, roles: managing },
  { href: '/set-up/calendars', label: (t) => t.calendars.title, roles: managing },
  { href: '/set-up/api', label: (t) => t.developers.api.title, roles: managing },
  { href: '/set-up/audit', label: (t) => t.developers.audit.title, roles: managing },
  { href: '/set-up/team', label: (t) => t.access.team.title, roles: managing },
]

/** Those that somebody with this role may open. */
export function setUpPagesFor(role: Role): readonly SetUpPage[] {
  return setUpPages.filter(({ roles }) => roles === undefined || roles.includes(role))
}
