import express, { type Request, type Router } from 'express'
import type { MediaItem } from './twilio-data.ts'
import { sendTwilioProblem, twilioProblem } from './twilio-problem.ts'
import { rfc2822 } from './message-resource.ts'
import type { TwilioState } from './twilio-state.ts'

interface MediaPath {
  sid: string
  message: string
  media: string
}

/** The pictures of a message: their list, what is known of one, and the picture itself. */
export function createMediaRouter(state: TwilioState, mayUse: (request: Request<{ sid?: string }>) => boolean): Router {
  const router = express.Router({ mergeParams: true })
  router.use('/Messages/:message/Media', (request: Request<MediaPath>, response, next) => {
    if (request.headers.authorization === undefined || mayUse(request)) return next()
    sendTwilioProblem(response, twilioProblem(20003, 'Authenticate', 401))
  })
  router.get('/Messages/:message/Media.json', (request: Request<MediaPath>, response, next) => {
    const message = state.data.messages.get(request.params.message)
    if (!message || !mayUse(request)) return next()
    const { account_sid: account, sid, subresource_uris: uris } = message.resource
    response.json({
      media_list: message.media.map((item) => described(item, { account, sid, at: message.createdAt })),
      page: 0,
      page_size: 50,
      uri: uris.media,
    })
  })
  router.get('/Messages/:message/Media/:media', (request: Request<MediaPath>, response, next) => {
    const { message: sid, media, sid: account } = request.params
    const message = state.data.messages.get(sid)
    const item = message?.media.find((one) => one.sid === media.replace(/\.json$/, ''))
    if (!message || !item) return next()
    if (media.endsWith('.json')) {
      if (!mayUse(request)) return next()
      return void response.json(described(item, { account, sid, at: message.createdAt }))
    }
    // Only what came in is here: for the rest one would have to ask the account's own server.
    if (item.content === null) return next()
    response
      .set({ 'content-type': item.contentType, 'x-content-type-options': 'nosniff', 'cache-control': 'private' })
      .set('content-security-policy', "default-src 'none'; sandbox")
      .send(item.content)
  })
  return router
}

function described(
  { sid, contentType }: MediaItem,
  { account, sid: parent, at }: { account: string; sid: string; at: number },
): object {
  return {
    sid,
    account_sid: account,
    parent_sid: parent,
    content_type: contentType,
    date_created: rfc2822(at),
    date_updated: rfc2822(at),
    uri: `/2010-04-01/Accounts/${account}/Messages/${parent}/Media/${sid}.json`,
  }
}
