import { findProvider } from '../catalog/find-provider.ts'
import { findService } from '../catalog/find-service.ts'
import { loadServices, type CatalogService } from '../catalog/services.ts'
import { stop, type Gate } from './gates/gate.ts'
import { inWords } from './list-services.ts'
import type { ToolContext } from './tool.ts'

/** The service that the words mean; else the question that finds out. */
async function serviceAskedFor(context: ToolContext, words: string): Promise<Gate<{ service: CatalogService }>> {
  const services = await loadServices(context.tenant)
  const match = findService(services, words)
  if (match.kind === 'one') return { passed: true, service: match.service }
  const names = (match.kind === 'several' ? match.services : services).map(({ name }) => name)
  const facts = { services: names.map((name) => ({ name })) }
  return match.kind === 'several'
    ? stop('ambiguous', `Do you mean ${inWords(names, 'or')}?`, facts)
    : stop('not_found', `I don't see that on our list. We offer ${inWords(names)}. Which would you like?`, facts)
}

/** Services of one visit: in the order in which they can take place, and the one that was asked for first. */
export interface VisitServices {
  services: CatalogService[]
  main: CatalogService
}

/** The services that the words mean, each once; a consultation that another one needs comes before it. */
export async function servicesAskedFor(context: ToolContext, words: readonly string[]): Promise<Gate<VisitServices>> {
  const services: CatalogService[] = []
  for (const one of words) {
    const asked = await serviceAskedFor(context, one)
    if (!asked.passed) return asked
    if (!services.some(({ id }) => id === asked.service.id)) services.push(asked.service)
  }
  const isNeededBy = (one: CatalogService) =>
    services.some(({ prerequisiteServiceId }) => prerequisiteServiceId === one.id)
  const first = services.filter(isNeededBy)
  const rest = services.filter((one) => !isNeededBy(one))
  return { passed: true, services: [...first, ...rest], main: services[0]! }
}

/** The services of appointments, in their order. */
export async function servicesOf(
  context: ToolContext,
  appointments: readonly { serviceId: string }[],
): Promise<Gate<VisitServices>> {
  const all = await loadServices(context.tenant)
  const services = appointments.flatMap(({ serviceId }) => all.find(({ id }) => id === serviceId) ?? [])
  if (services.length === appointments.length) return { passed: true, services, main: services[0]! }
  return stop('not_found', 'That service can’t be booked at the moment. Shall I take a message for the team?')
}

/** The provider that the words mean, if any was asked for and performs the service; else what can be said about it. */
export async function providerAskedFor(
  context: ToolContext,
  { words, service }: { words: string | undefined; service: CatalogService },
): Promise<Gate<{ providerId: string | undefined }>> {
  if (words === undefined) return { passed: true, providerId: undefined }
  const providers = await context.tenant.db.provider.findMany({
    where: { isActive: true },
    include: { eligibility: { where: { serviceId: service.id } } },
    orderBy: { displayName: 'asc' },
  })
  const able = providers.filter(({ eligibility }) => eligibility.length > 0)
  const names = able.map(({ displayName }) => displayName)
  const match = findProvider(providers, words)
  if (match.kind === 'anyone') return { passed: true, providerId: undefined }
  if (match.kind === 'several') {
    const both = match.providers.filter(({ eligibility }) => eligibility.length > 0)
    if (both.length === 1) return { passed: true, providerId: both[0]!.id }
    return stop(
      'ambiguous',
      `Do you mean ${inWords(
        match.providers.map(({ displayName }) => displayName),
        'or',
      )}?`,
    )
  }
  const withWhom = names.length > 0 ? ` ${service.name} is with ${inWords(names, 'or')}.` : ''
  if (match.kind === 'none') {
    return stop('not_found', `I don't know a provider by that name here.${withWhom} Who would you like?`, {
      providers: names,
    })
  }
  if (match.provider.eligibility.length > 0) return { passed: true, providerId: match.provider.id }
  return stop(
    'not_eligible',
    `${match.provider.displayName} does not do ${service.name}.${withWhom} Shall I look with them?`,
    { providers: names },
  )
}
