import { z } from 'zod'
import { ApiProblem, invalid } from './api-problem.ts'
import { WireTime } from './times.ts'

const text = z.string().nullish()
const anything = z.unknown().optional()
const flag = z.boolean().nullish()
const properties = z.record(z.string(), z.string().nullable()).nullish()

const Attendee = z.object({
  email: z.string(),
  displayName: text,
  optional: flag,
  organizer: flag,
  self: flag,
  resource: flag,
  responseStatus: z.enum(['needsAction', 'declined', 'tentative', 'accepted']).nullish(),
  comment: text,
  additionalGuests: z.int().nullish(),
  id: text,
})

/** Fields that are kept as they come. */
const kept = {
  summary: text,
  description: text,
  location: text,
  colorId: text,
  transparency: z.enum(['opaque', 'transparent']).nullish(),
  visibility: z.enum(['default', 'public', 'private', 'confidential']).nullish(),
  attendees: z.array(Attendee).nullish(),
  extendedProperties: z.object({ private: properties, shared: properties }).nullish(),
  reminders: z
    .object({
      useDefault: flag,
      overrides: z
        .array(z.object({ method: z.enum(['email', 'popup']), minutes: z.int().min(0).max(40_320) }))
        .max(5)
        .nullish(),
    })
    .nullish(),
  source: z.object({ title: text, url: text }).nullish(),
  guestsCanModify: flag,
  guestsCanInviteOthers: flag,
  guestsCanSeeOtherGuests: flag,
  anyoneCanAddSelf: flag,
  eventType: z.enum(['default', 'outOfOffice', 'focusTime', 'workingLocation', 'birthday', 'fromGmail']).nullish(),
  attachments: z.array(z.object({ fileUrl: z.string() })).nullish(),
  conferenceData: anything,
  gadget: anything,
}

/** Written by Google; what a client sends of it, as it does when it writes back what it read, has no effect. */
const readOnly = {
  kind: anything,
  etag: anything,
  htmlLink: anything,
  created: anything,
  updated: anything,
  creator: anything,
  organizer: anything,
  hangoutLink: anything,
  recurringEventId: anything,
  originalStartTime: anything,
  locked: anything,
  privateCopy: anything,
  attendeesOmitted: anything,
  endTimeUnspecified: anything,
}

const EventBody = z.object({
  ...kept,
  ...readOnly,
  id: text,
  iCalUID: text,
  status: z.enum(['confirmed', 'tentative', 'cancelled']).nullish(),
  start: WireTime.nullish(),
  end: WireTime.nullish(),
  recurrence: z.array(z.string()).nullish(),
  sequence: z.int().nullish(),
})

export type EventBody = z.infer<typeof EventBody>

const KEPT = Object.keys(kept)
const MOST_PROPERTIES = 300

/** Reads the body of a write; throws ApiProblem. Fields that the API does not have are told in `unknown`. */
export function readEventBody(json: unknown): { body: EventBody; unknown: string[] } {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new ApiProblem(400, 'parseError', 'This API does not support parsing form-encoded input.')
  const parsed = EventBody.safeParse(json)
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? ''
    throw invalid(path === '' ? 'Invalid Value' : `Invalid value for: ${path}`)
  }
  const body = parsed.data
  for (const map of [body.extendedProperties?.private, body.extendedProperties?.shared]) checkProperties(map)
  for (const { email } of body.attendees ?? []) {
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalid('Invalid attendee email.')
  }
  return { body, unknown: Object.keys(json).filter((name) => !(name in EventBody.shape)) }
}

/** The fields of the body that are kept as they are; null takes one away. */
export function keptFields(body: EventBody): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => KEPT.includes(name) && value !== undefined))
}

function checkProperties(map: Record<string, string | null> | null | undefined): void {
  const entries = Object.entries(map ?? {})
  if (entries.length > MOST_PROPERTIES) throw invalid('The maximum number of extended properties was exceeded.')
  for (const [key, value] of entries) {
    if (key.length > 44 || (value?.length ?? 0) > 1024) throw invalid('Invalid extended property value.')
  }
}
