import {
  ServiceDraft,
  type ServiceDetail,
  type ServiceImport,
  type ServiceRequest,
} from '@ava/protocol/portal/set-up-services.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { readServiceDetail } from '../read-service-set-up.ts'
import { newServiceDraft } from '../new-service.ts'
import { saveServiceIn, servicesLock, surroundings } from '../save-service.ts'
import { serviceProblems } from '../service-rules.ts'
import { readServicesCsv, type CsvRow } from './read-services-csv.ts'
import {
  cellToCents,
  cellToLicences,
  cellToList,
  cellToSegments,
  columnOfField,
  type Column,
} from './service-columns.ts'

type ExistingService = NonNullable<ServiceDetail['service']>
type Errors = Partial<Record<Column, string>>

interface Looked {
  row: CsvRow
  errors: Errors
  existing: ExistingService | null
  draft: ServiceDraft | null
  isSame: boolean
}

/** Five hundred services, each with its parts. */
const writeTimeoutMs = 60_000

/** Looks at a file row by row; with `write` it is written, whole or not at all. */
export async function importServices(
  tenant: Tenant,
  { csv, write, actor }: { csv: string; write: boolean; actor: string },
): Promise<ServiceImport> {
  const file = readServicesCsv(csv)
  if (!file.ok) return { problem: file.problem, rows: [], written: false }
  const existing = await existingServices(tenant)
  return tenant.transaction(
    async (tx) => {
      const looked = await lookAtRows(tx, { rows: file.rows, existing })
      const isSound = looked.every(({ errors }) => Object.keys(errors).length === 0)
      if (write && isSound) await writeRows(tx, { tenantId: tenant.id, looked, actor })
      return {
        problem: null,
        written: write && isSound,
        rows: looked.map(({ row, errors, existing, isSame }) => ({
          line: row.line,
          name: (row.cells.name ?? '').slice(0, 200),
          change: existing === null ? 'add' : isSame ? 'same' : 'change',
          errors,
        })),
      }
    },
    { lock: servicesLock, timeoutMs: writeTimeoutMs },
  )
}

async function existingServices(tenant: Tenant): Promise<ExistingService[]> {
  const rows = await tenant.db.service.findMany({ select: { id: true } })
  const details = await Promise.all(rows.map(({ id }) => readServiceDetail(tenant, { id })))
  return details.flatMap((detail) => detail?.service ?? [])
}

async function lookAtRows(
  tx: TenantTransaction,
  { rows, existing }: { rows: readonly CsvRow[]; existing: readonly ExistingService[] },
): Promise<Looked[]> {
  const around = await surroundings(tx, null)
  const names = rows.map(({ cells }) => (cells.name ?? '').toLowerCase())
  return rows.map((row, index): Looked => {
    const known = existing.find(({ name }) => name.toLowerCase() === names[index]) ?? null
    const first = names.indexOf(names[index]!)
    const errors: Errors =
      first < index && names[index] !== '' ? { name: `The same name stands in line ${rows[first]!.line}.` } : {}
    const base = known ? draftOf(known) : newServiceDraft()
    const typed = apply(row.cells, { base, providers: around.providers, errors })
    const parsed = ServiceDraft.safeParse(typed)
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) errors[columnOfField(String(path[0]))] ??= message
      return { row, errors, existing: known, draft: null, isSame: false }
    }
    const others = { ...around, services: around.services.filter(({ id }) => id !== known?.id) }
    const problems = serviceProblems(parsed.data, { id: known?.id ?? null, around: others })
    for (const [field, words] of Object.entries(problems)) errors[columnOfField(field)] ??= words
    const isSame = known !== null && JSON.stringify(parsed.data) === JSON.stringify(ServiceDraft.parse(draftOf(known)))
    return { row, errors, existing: known, draft: parsed.data, isSame }
  })
}

/** What the row says, over what is there. An empty cell of a new service leaves the usual value; of an old one, its own. */
function apply(
  cells: CsvRow['cells'],
  {
    base,
    providers,
    errors,
  }: { base: ServiceDraft; providers: readonly { id: string; displayName: string }[]; errors: Errors },
): ServiceDraft {
  const amount = (column: Column, other: number | null): number | null => {
    const cell = cells[column]
    if (!cell) return other
    const cents = cellToCents(cell)
    if (Number.isNaN(cents)) errors[column] ??= `“${cell.slice(0, 40)}” is no amount. Write 450 or 450.00.`
    return Number.isNaN(cents) ? other : cents
  }
  const words = (column: Column, other: string | null) => cells[column] || other
  return {
    ...base,
    name: cells.name ?? '',
    category: words('category', base.category) ?? '',
    description: words('description', base.description || cells.name || base.category) ?? '',
    priceFromCents: amount('price_from', base.priceFromCents) ?? 0,
    priceToCents: amount('price_to', base.priceToCents),
    priceNote: words('price_note', base.priceNote),
    depositCents: amount('deposit', base.depositCents)!,
    repeatNote: words('repeat_note', base.repeatNote),
    aliases: cells.other_names ? cellToList(cells.other_names) : base.aliases,
    segments: segmentsOf(cells, { base, errors }),
    allowedCredentials: licencesOf(cells, { base, errors }),
    providerIds: providersOf(cells, { base, providers, errors }),
  }
}

function segmentsOf(cells: CsvRow['cells'], { base, errors }: { base: ServiceDraft; errors: Errors }) {
  if (cells.parts) {
    const segments = cellToSegments(cells.parts)
    if (segments) return segments
    errors.parts = 'Write each part like “Treatment 45 +provider +treatment_room”, with a semicolon between two.'
    return base.segments
  }
  if (!cells.minutes) return base.segments
  const minutes = Number(cells.minutes)
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 720) {
    errors.minutes = 'Enter whole minutes, 1 to 720.'
    return base.segments
  }
  // One number is the treatment's own: what comes before and after it stays.
  const treatment = base.segments.findIndex(({ needsProvider }) => needsProvider)
  return base.segments.map((segment, index) => (index === treatment ? { ...segment, durationMin: minutes } : segment))
}

function licencesOf(cells: CsvRow['cells'], { base, errors }: { base: ServiceDraft; errors: Errors }) {
  if (!cells.licences) return base.allowedCredentials
  const { licences, unknown } = cellToLicences(cells.licences)
  if (unknown.length > 0) errors.licences = `Not a licence we know: ${unknown.join(', ').slice(0, 80)}.`
  return licences
}

function providersOf(
  cells: CsvRow['cells'],
  {
    base,
    providers,
    errors,
  }: { base: ServiceDraft; providers: readonly { id: string; displayName: string }[]; errors: Errors },
) {
  if (!cells.providers) return base.providerIds
  const wanted = cellToList(cells.providers)
  const found = wanted.map((name) => providers.find((one) => one.displayName.toLowerCase() === name.toLowerCase()))
  const unknown = wanted.filter((_, index) => !found[index])
  if (unknown.length > 0) errors.providers = `Nobody here is called ${unknown.join(', ').slice(0, 80)}.`
  return found.flatMap((one) => (one ? [one.id] : []))
}

async function writeRows(
  tx: TenantTransaction,
  { tenantId, looked, actor }: { tenantId: string; looked: readonly Looked[]; actor: string },
): Promise<void> {
  for (const { draft, existing, isSame } of looked) {
    if (isSame) continue
    const request: ServiceRequest = { ...draft!, updatedAt: existing?.updatedAt ?? null }
    const saved = await saveServiceIn(tx, { tenantId, id: existing?.id ?? null, request, actor })
    // Somebody changed it between the look and the lock: everything is rolled back, and the file can be looked at again.
    if (!saved.ok) throw new Error(`The service "${request.name}" changed while it was imported`)
  }
}

function draftOf({ id: _id, isActive: _isActive, updatedAt: _updatedAt, ...draft }: ExistingService): ServiceDraft {
  return draft
}
