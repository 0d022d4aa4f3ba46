import { localDateOf } from '../../scheduling/load-availability.ts'
import type { OfferedPart } from '../offered-visit.ts'
import type { ToolContext } from '../tool.ts'
import { stop, type Gate } from './gate.ts'

/**
 * Every service of the visit is still offered, and its provider may perform it on that day: by the
 * spa's own list, by the kind of licence, by the state that gave it, and by the day it ends.
 */
export async function checkEligibility(
  context: ToolContext,
  { parts, location }: { parts: readonly OfferedPart[]; location: { region: string | null } },
): Promise<Gate> {
  const listed = await context.tenant.db.serviceEligibility.findMany({
    where: { OR: parts.map(({ service, provider }) => ({ serviceId: service.id, providerId: provider.id })) },
    select: { serviceId: true, providerId: true },
  })
  const isListed = ({ service, provider }: OfferedPart) =>
    listed.some(({ serviceId, providerId }) => serviceId === service.id && providerId === provider.id)
  const wrong = parts.find((part) => !isListed(part) || !mayPerform(part, location))
  if (!wrong) return { passed: true }
  const { service, provider } = wrong
  return stop(
    'not_eligible',
    `I can't book ${service.name} with ${provider.displayName}. Shall I look for somebody else who does it?`,
  )
}

function mayPerform({ service, provider, localDate }: OfferedPart, location: { region: string | null }): boolean {
  const { allowedCredentials } = service
  const hasLicence = allowedCredentials.length === 0 || allowedCredentials.includes(provider.credential)
  const countsHere =
    location.region === null || provider.licenceState === null || provider.licenceState === location.region
  const isCurrent =
    provider.licenceExpires === null || Temporal.PlainDate.compare(localDate, localDateOf(provider.licenceExpires)) <= 0
  return service.isActive && provider.isActive && hasLicence && countsHere && isCurrent
}
