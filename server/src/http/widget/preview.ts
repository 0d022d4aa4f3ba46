import { fileURLToPath } from 'node:url'
import { WidgetLook } from '@ava/protocol/portal/widget.ts'
import { Router } from 'express'
import type { Tenant } from '../../db/for-tenant.ts'
import { loadSettings } from '../../tenants/settings.ts'
import { html } from '../demo/html.ts'
import { HttpError } from '../http-error.ts'
import { previewHeaders } from '../security-headers.ts'
import { widgetSnippet } from './snippet.ts'
import { widgetConfig } from './widget-config.ts'

const stub = fileURLToPath(new URL('preview-stub.js', import.meta.url))
const LONGEST_LOOK = 8_000

/**
 * `/widget-preview/<site key>?look=…`: a neutral page with the real widget on it, looking as a form says that is not saved
 * yet. It runs in an origin of its own (the policy's sandbox), so that nothing in it reaches the portal around it.
 */
export function previewRoutes(deps: {
  findTenant: (siteKey: string) => Promise<Tenant | null>
  clock: () => Date
}): Router {
  const router = Router()
  router.get('/stub.js', (_request, response) => {
    response.set('Access-Control-Allow-Origin', '*').set('Cross-Origin-Resource-Policy', 'cross-origin')
    response.sendFile(stub, { maxAge: '5m' })
  })
  router.get('/:site', async (request, response) => {
    const own = `${request.protocol}://${request.get('host') ?? ''}`
    previewHeaders(response, { own })
    const tenant = await deps.findTenant(String(request.params['site']))
    if (!tenant) throw new HttpError(404, 'unknown_site', 'No spa has this site key.')
    const settings = await loadSettings(tenant)
    const look = readLook(request.query['look'])
    const language = look.languages[0]
    const config = widgetConfig(settings, { look, wanted: language, now: deps.clock(), isVoiceAvailable: true })
    const site = { siteKey: settings.siteKey, name: settings.name, look, persona: settings.persona }
    const page = html`<!doctype html>
      <html lang="${language ?? 'en'}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width" />
          <title>${settings.name}</title>
          <link rel="stylesheet" href="${own}/demo/assets/demo.css" />
        </head>
        <body>
          <template id="config">${JSON.stringify(config)}</template>
          <script src="${own}/widget-preview/stub.js"></script>
          ${widgetSnippet({ scriptUrl: `${own}/widget/v1/ava.js`, site })}
        </body>
      </html>`
    response.type('html').set('Cache-Control', 'no-store').send(page.text)
  })
  return router
}

function readLook(text: unknown): WidgetLook {
  if (typeof text !== 'string' || text.length > LONGEST_LOOK) throw notALook()
  try {
    return WidgetLook.parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) throw notALook()
    throw error
  }
}

function notALook(): HttpError {
  return new HttpError(400, 'invalid_request', 'The preview does not understand how the widget should look.')
}
