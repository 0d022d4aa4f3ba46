import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RequestHandler } from 'express'
import sirv from 'sirv'
import { HttpError } from '../http-error.ts'

const directory = fileURLToPath(new URL('../../../../widget/dist', import.meta.url))

/** A page of another charset would read our scripts in it. */
const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  wasm: 'application/wasm',
  onnx: 'application/octet-stream',
  json: 'application/json; charset=utf-8',
}
/** As the bundler names what never changes: `panel-B7xk2_Qd.js`. */
const hashed = /[-.][\w-]{8,}\.\w+$/

/** `/widget/v1/*`: the script tag and its lazy parts, on any page, compressed ahead where the build has done so. */
export function widgetFiles(options: { isProduction: boolean }): RequestHandler {
  const serve = () =>
    sirv(directory, {
      // Where the widget is being worked on, its files change under a running server.
      dev: !options.isProduction,
      brotli: true,
      gzip: true,
      etag: true,
      setHeaders(response, path) {
        const name = path.replace(/\.(br|gz)$/, '')
        const type = types[name.slice(name.lastIndexOf('.') + 1)]
        if (type !== undefined) response.setHeader('Content-Type', type)
        // Pages keep the script tag for minutes, so that a new version arrives; its parts for ever.
        response.setHeader(
          'Cache-Control',
          hashed.test(name)
            ? 'public, max-age=31536000, immutable'
            : 'public, max-age=300, stale-while-revalidate=86400',
        )
        response.setHeader('Vary', 'Accept-Encoding')
        response.setHeader('Access-Control-Allow-Origin', '*')
        response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
        response.setHeader('X-Content-Type-Options', 'nosniff')
        response.setHeader('Timing-Allow-Origin', '*')
      },
    })
  let files: ReturnType<typeof sirv> | null = existsSync(directory) ? serve() : null
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    if (!files && existsSync(directory)) files = serve()
    if (!files) throw new HttpError(503, 'not_built', 'The widget has not been built yet. `npm start` builds it.')
    files(request, response, () => next(new HttpError(404, 'not_found', 'The widget has no such file.')))
  }
}
