/** `/api/portal/team` and `/api/portal/invitation`: who works at a spa, and who is asked to. Changes answer with the team as it then is. */
import { z } from 'zod'

export const roles = ['owner', 'manager', 'front_desk', 'provider', 'agency'] as const
export const Role = z.enum(roles, 'Choose a role.')
export type Role = z.infer<typeof Role>

export const TeamMember = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  /** For the role provider: whose calendar is theirs. Null: none, and they see none. */
  providerId: z.string().nullable(),
  agencyName: z.string().nullable(),
  hasTwoFactor: z.boolean(),
  isYou: z.boolean(),
  /** Whether you may change or remove them. */
  mayChange: z.boolean(),
  since: z.iso.datetime(),
})
export type TeamMember = z.infer<typeof TeamMember>

export const TeamInvitation = z.object({
  id: z.string(),
  email: z.string(),
  role: Role,
  providerId: z.string().nullable(),
  agencyName: z.string().nullable(),
  mayChange: z.boolean(),
  sentAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  isExpired: z.boolean(),
})
export type TeamInvitation = z.infer<typeof TeamInvitation>

export const Team = z.object({
  members: z.array(TeamMember),
  invitations: z.array(TeamInvitation),
  /** Whose calendars can be given to somebody; `membershipId` is who has one already. */
  providers: z.array(z.object({ id: z.string(), name: z.string(), membershipId: z.string().nullable() })),
  /** The roles that you may give. */
  mayGrant: z.array(Role),
})
export type Team = z.infer<typeof Team>

const wanted = {
  role: Role,
  providerId: z
    .uuid('Choose whose calendar it is.')
    .nullish()
    .transform((id) => id ?? null),
  agencyName: z
    .string()
    .trim()
    .max(100, 'A name has at most 100 characters.')
    .nullish()
    .transform((name) => name || null),
}

/** `POST /team/invitations` */
export const InvitationRequest = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(200, 'This address is too long.')
    .pipe(z.email('Write an email address, like name@example.com.')),
  ...wanted,
})
export type InvitationRequest = z.input<typeof InvitationRequest>

/** `POST /team/members/:id` */
export const MemberChange = z.object({
  ...wanted,
  /** The role that was shown: refused with 409 when it has changed since. */
  was: Role,
})
export type MemberChange = z.input<typeof MemberChange>

const token = z.string().min(1).max(200)

/** `POST /invitation/look`: what the link of an invitation is. Works signed out. */
export const InvitationLook = z.object({ token })
export const InvitationShown = z.object({
  spa: z.string(),
  email: z.string(),
  role: Role,
  inviter: z.string(),
  /** Whether somebody with this address can sign in already. */
  hasAccount: z.boolean(),
})
export type InvitationShown = z.infer<typeof InvitationShown>

/** `POST /invitation/accept`, signed in under the address that was invited. */
export const InvitationAccept = z.object({ token })
/** `POST /invitation/join`: makes the account too. The link proves the address. Then sign in. */
export const InvitationJoin = z.object({
  token,
  name: z
    .string()
    .trim()
    .min(1, 'Give your name.')
    .max(100, 'A name has at most 100 characters.')
    .regex(/^[^\p{Cc}<>]*$/u, 'A name has no line breaks and no < or >.'),
  password: z
    .string()
    .min(10, 'A password has at least 10 characters.')
    .max(128, 'A password has at most 128 characters.'),
})
export const InvitationAccepted = z.object({ tenantId: z.string(), email: z.string() })
