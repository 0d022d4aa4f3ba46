import {
  DiscardDraftRequest,
  PublishRequest,
  RestoreRequest,
  SaveDraftRequest,
  Voice,
} from '@ava/protocol/portal/persona.ts'
import express, { type Request, type Response, type Router } from 'express'
import type { VoiceSampler } from '../../../realtime/voice-sample.ts'
import {
  discardDraft,
  publishDraft,
  restoreVersion,
  saveDraft,
  type PersonaResult,
} from '../../../tenants/persona/change-persona.ts'
import { readPersona } from '../../../tenants/persona/read-persona.ts'
import { HttpError } from '../../http-error.ts'
import { spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { managingRoles } from '../staff-roles.ts'

/** Who Ava is: read and drafted, published and taken back by those who manage the spa, and by its agency. */
export function addPersonaRoutes(
  router: Router,
  deps: { access: PortalAccess; clock: () => Date; voiceSample: VoiceSampler },
): void {
  const { access, clock, voiceSample } = deps
  const json = express.json({ limit: '64kb' })
  const by = ({ session }: SpaVisit) => ({ actor: `user:${session.user.id}`, now: clock() })

  router.get(
    '/persona',
    spaRoute(access, managingRoles, async ({ tenant }, _request, response) => {
      response.json(await readPersona(tenant))
    }),
  )

  /** A change, and what came of it with everything else. */
  const changing = (change: (visit: SpaVisit, body: unknown) => Promise<PersonaResult>) =>
    spaRoute(access, managingRoles, async (visit: SpaVisit, request: Request, response: Response) => {
      const result = await change(visit, request.body)
      if (!result.ok) throw refused(result)
      response.json(await readPersona(visit.tenant))
    })

  router.post(
    '/persona/draft',
    json,
    changing((visit, body) => saveDraft(visit.tenant, by(visit), SaveDraftRequest.parse(body))),
  )
  router.delete(
    '/persona/draft',
    json,
    changing((visit, body) => discardDraft(visit.tenant, by(visit), DiscardDraftRequest.parse(body))),
  )
  router.post(
    '/persona/publish',
    json,
    changing((visit, body) => publishDraft(visit.tenant, by(visit), PublishRequest.parse(body))),
  )
  router.post(
    '/persona/restore',
    json,
    changing((visit, body) => restoreVersion(visit.tenant, by(visit), RestoreRequest.parse(body))),
  )

  router.get(
    '/persona/voices/:voice/sample',
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      const voice = Voice.safeParse(request.params['voice'])
      if (!voice.success) throw new HttpError(404, 'not_found', 'There is no such voice.')
      const sample = await voiceSample(tenant, voice.data)
      if (!sample.ok) {
        throw sample.reason === 'busy'
          ? new HttpError(429, 'too_many', 'That was too many samples at once. Wait a minute, then try again.', {
              retryAfterSeconds: 60,
            })
          : new HttpError(
              503,
              'voice_unavailable',
              'The voice service does not answer just now. Try again in a moment.',
            )
      }
      response.set({ 'Content-Type': 'audio/wav', 'Cache-Control': 'private, max-age=3600' })
      response.send(Buffer.from(sample.wav))
    }),
  )
}

function refused(result: Exclude<PersonaResult, { ok: true }>): HttpError {
  switch (result.reason) {
    case 'stale':
      return new HttpError(
        409,
        'stale',
        'Somebody else has changed this since you opened it. Your words are still here: compare them with what is there now, then save again.',
      )
    case 'nothing_to_publish':
      return new HttpError(
        409,
        'nothing_to_publish',
        'This is what conversations use already: there is nothing to publish.',
      )
    case 'no_such_version':
      return new HttpError(404, 'not_found', 'There is no such version.')
    case 'invalid':
      return new HttpError(400, 'invalid_request', Object.values(result.fields)[0]!, { fields: result.fields })
  }
}
