import { ResourceList } from '@ava/protocol/portal/set-up-people.ts'
import { Business } from '@ava/protocol/portal/set-up-places.ts'
import { ServiceImport } from '@ava/protocol/portal/set-up-services.ts'
import { SetUpSaved } from '@ava/protocol/portal/set-up.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { callApi } from '#lib/server/api.ts'
import { csvIn } from '#lib/server/csv-in.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import { postSetUp, refuse, saveSetUp, type SetUpOutcome } from '#lib/server/set-up.ts'

/** The business, its first location and that one's hours, one after the other; the first refusal is the answer. */
export async function saveBusinessStep(event: RequestEvent, draft: Record<string, unknown>) {
  const { tenantId } = await currentSpa(event)
  const now = () => callApi(event, { path: 'set-up/business', schema: Business, tenantId })
  const before = await now()
  const business = { ...draft, updatedAt: before.updatedAt }
  const saved = await postSetUp(event, { path: 'set-up/business', body: business, schema: SetUpSaved })
  if (!saved.ok) return refuse(saved, 'business')
  const [location] = before.locations
  const place = {
    name: location?.name ?? draft['name'],
    address: draft['address'],
    region: draft['region'],
    phone: draft['phone'],
    timeZone: draft['timeZone'],
    directions: location?.directions ?? null,
    updatedAt: location?.updatedAt ?? null,
  }
  const path = `set-up/locations/${location?.id ?? 'new'}`
  const placed = await postSetUp(event, { path, body: place, schema: SetUpSaved })
  if (!placed.ok) return refuse(placed, 'business')
  const updatedAt = (await now()).locations.find(({ id }) => id === placed.data.id)?.updatedAt ?? null
  const body = { hours: draft['hours'], updatedAt }
  const timed = await postSetUp(event, {
    path: `set-up/locations/${placed.data.id}/hours`,
    body,
    schema: SetUpSaved,
  })
  return timed.ok ? undefined : refuse(timed, 'business')
}

/** A provider, and before the first one the rooms: without them nothing could be booked. */
export async function saveProviderStep(
  event: RequestEvent,
  { draft, rooms }: { draft: Record<string, unknown>; rooms: number },
) {
  const came = await saveSetUp(event, { path: 'set-up/providers/new', body: draft, name: 'save' })
  if (!('saved' in came)) return came
  const { tenantId } = await currentSpa(event)
  const { resources, missing, locations } = await callApi(event, {
    path: 'set-up/resources',
    schema: ResourceList,
    tenantId,
  })
  if (resources.length > 0 || rooms < 1) return came
  const treatmentRooms = Array.from({ length: Math.min(rooms, 20) }, (_, index) => ({
    name: `Room ${index + 1}`,
    purpose: 'treatment_room',
  }))
  const others = missing
    .filter((purpose) => purpose !== 'treatment_room')
    .map((purpose) => ({ name: purpose.replaceAll('_', ' '), purpose }))
  for (const one of [...treatmentRooms, ...others]) {
    const kind = /room|chair/.test(one.purpose) ? 'room' : 'device'
    const body = { ...one, kind, locationId: locations[0]?.id, updatedAt: null }
    const made = await postSetUp(event, { path: 'set-up/resources/new', body, schema: SetUpSaved })
    if (!made.ok) return refuse(made, 'save')
  }
  return came
}

/** A file of services: looked at first, then written. */
export async function importFile(event: RequestEvent) {
  const form = await readForm(event)
  const { csv, write } = await csvIn(form)
  const answer = await postSetUp(event, { path: 'set-up/services/import', body: { csv, write }, schema: ServiceImport })
  if (answer.ok) return { form: 'import', csv, looked: answer.data }
  const { status, message, fields } = answer
  return fail(status, { form: 'import', message, errors: fields ?? {} } satisfies SetUpOutcome)
}
