import { stringify } from 'csv-stringify/sync'
import type { Tenant } from '../../db/for-tenant.ts'
import { centsToCell, columns, segmentsToCell, type Column } from './service-columns.ts'

/** Every service in use as a file that `importServices` reads back unchanged. */
export async function exportServices(tenant: Tenant): Promise<string> {
  const services = await tenant.db.service.findMany({
    where: { isActive: true },
    orderBy: [{ category: 'asc' }, { name: 'asc' }],
    include: {
      segments: { orderBy: { position: 'asc' } },
      eligibility: { select: { provider: { select: { displayName: true } } } },
    },
  })
  const rows = services.map((service): Record<Column, string> => ({
    name: service.name,
    category: service.category,
    description: service.description,
    price_from: centsToCell(service.priceFromCents),
    price_to: centsToCell(service.priceToCents),
    price_note: service.priceNote ?? '',
    deposit: centsToCell(service.depositCents),
    minutes: String(service.segments.find(({ needsProvider }) => needsProvider)?.durationMin ?? ''),
    parts: segmentsToCell(service.segments),
    other_names: service.aliases.join('; '),
    repeat_note: service.repeatNote ?? '',
    licences: service.allowedCredentials.join('; '),
    providers: service.eligibility.map(({ provider }) => provider.displayName).join('; '),
  }))
  // A cell that a spreadsheet would take for a formula gets an apostrophe.
  return stringify(rows, { header: true, columns: [...columns], bom: true, escape_formulas: true })
}
