import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RequestHandler } from 'express'
import { HttpError } from './http-error.ts'

const handlerFile = fileURLToPath(new URL('../../../portal/build/handler.js', import.meta.url))

/** Everything that nothing else has answered: the portal's pages, once they have been built. */
export function mountPortal(): RequestHandler {
  let loading: Promise<RequestHandler> | null = null
  return async (request, response, next) => {
    if (!existsSync(handlerFile)) {
      throw new HttpError(503, 'not_built', 'The portal has not been built yet. `npm start` builds it.')
    }
    loading ??= load()
    const handle = await loading
    await handle(request, response, next)
  }
}

async function load(): Promise<RequestHandler> {
  const module = (await import(handlerFile)) as { handler: RequestHandler }
  return module.handler
}
