import { Router } from 'express'
import { receivePush, tenantIdOfChannel } from '../../calendars/channels/channel.ts'
import type { CalendarDependencies } from '../../calendars/dependencies.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { HttpError } from '../http-error.ts'

/**
 * `POST /webhooks/google-calendar`: Google says that a calendar has changed. There is no body and
 * no signature: the channel's id names the spa, and the channel's token, which only Google was
 * told, proves it. Answered once the reading is queued. What is not known is refused and counted,
 * and whether it was the channel or its token makes no difference to the answer.
 */
export function pushWebhook(deps: {
  calendars: CalendarDependencies
  tenant: (tenantId: string) => Tenant
  onRefused: () => void
}): Router {
  const router = Router()
  router.post('/', async (request, response) => {
    const channelId = request.get('x-goog-channel-id') ?? ''
    const token = request.get('x-goog-channel-token') ?? ''
    const resourceState = request.get('x-goog-resource-state') ?? ''
    const tenantId = tenantIdOfChannel(channelId)
    const isTaken =
      tenantId !== null &&
      token.length <= 256 &&
      (await receivePush(deps.calendars, { tenant: deps.tenant(tenantId), channelId, token, resourceState }))
    if (!isTaken) {
      deps.onRefused()
      throw new HttpError(404, 'unknown_channel', 'There is no such channel.')
    }
    response.status(204).end()
  })
  return router
}
