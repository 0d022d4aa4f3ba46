import { fileURLToPath } from 'node:url'
import { Router, type Response } from 'express'
import type { Tenant } from '../../db/for-tenant.ts'
import { loadSettings } from '../../tenants/settings.ts'
import { HttpError } from '../http-error.ts'
import { demoHeaders } from '../security-headers.ts'
import type { Markup } from './html.ts'
import { homePage, visitPage } from './pages.ts'
import { loadSite } from './site.ts'

const stylesheet = fileURLToPath(new URL('demo.css', import.meta.url))

/** `/demo/<site key>`: a sample website of a spa with the snippet on it, under a strict content security policy. */
export function demoRoutes(deps: {
  findTenant(siteKey: string): Promise<Tenant | null>
  publicBaseUrl: string
  ownOrigins: readonly string[]
  isHttps: boolean
}): Router {
  const router = Router()
  // A policy has no way to write an IPv6 address; there 'self' has to do.
  const socketOrigins = deps.ownOrigins
    .filter((origin) => !origin.includes('['))
    .map((origin) => origin.replace(/^http/, 'ws'))
  const strict = demoHeaders({ isHttps: deps.isHttps, socketOrigins, allowsWasm: false })
  const withWasm = demoHeaders({ isHttps: deps.isHttps, socketOrigins, allowsWasm: true })

  router.get('/assets/demo.css', strict, (_request, response) => {
    // The widget's preview is dressed in it too, and has an origin of its own.
    response.set('Cross-Origin-Resource-Policy', 'cross-origin')
    response.sendFile(stylesheet, { maxAge: '5m' })
  })

  router.get('/:site/theme.css', strict, async (request, response) => {
    const settings = await loadSettings(await spa(deps, request.params['site']))
    const accent = cssColour(settings.accentColor)
    response.type('css').set('Cache-Control', 'public, max-age=60')
    response.send(accent === null ? '' : `:root { --accent: ${accent}; }\n`)
  })

  router.get('/:site/icon.svg', strict, async (request, response) => {
    const settings = await loadSettings(await spa(deps, request.params['site']))
    const fill = cssColour(settings.accentColor) ?? '#2f7a68'
    response.type('svg').set('Cache-Control', 'public, max-age=3600')
    response.send(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="14" fill="${fill}"/></svg>`,
    )
  })

  router.get('/:site', strict, async (request, response) => {
    const site = await loadSite(await spa(deps, request.params['site']))
    send(response, homePage({ site, scriptUrl: scriptUrl(deps, request.get('host')) }))
  })

  router.get('/:site/visit', withWasm, async (request, response) => {
    const site = await loadSite(await spa(deps, request.params['site']))
    send(response, visitPage({ site, scriptUrl: scriptUrl(deps, request.get('host')) }))
  })

  return router
}

async function spa(deps: { findTenant(siteKey: string): Promise<Tenant | null> }, siteKey: unknown): Promise<Tenant> {
  const tenant = await deps.findTenant(String(siteKey))
  if (!tenant) throw new HttpError(404, 'unknown_site', 'No spa has this site key.')
  return tenant
}

/** The page's own origin where that is one of ours (127.0.0.1 instead of localhost), so that its policy lets the script in. */
function scriptUrl(deps: { publicBaseUrl: string; ownOrigins: readonly string[] }, host: string | undefined): string {
  const own = deps.ownOrigins.find((origin) => new URL(origin).host === host)
  return `${own ?? deps.publicBaseUrl}/widget/v1/ava.js`
}

/** The owner typed it: one colour, and nothing else that CSS knows. */
function cssColour(value: string | null): string | null {
  return value !== null &&
    /^(#[\da-f]{3,8}|[a-z]{3,24}|(oklch|oklab|rgb|hsl|hwb|lch|lab)\([\d\s.,%/+-]{1,60}(deg)?[\d\s.,%/+-]{0,40}\))$/i.test(
      value,
    )
    ? value
    : null
}

function send(response: Response, page: Markup): void {
  response.type('html').set('Cache-Control', 'no-cache').send(page.text)
}
