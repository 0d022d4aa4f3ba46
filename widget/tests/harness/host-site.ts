import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HostSite {
  url: string
  stop(): Promise<void>
}

export interface HostSiteOptions {
  /** Where Ava is served: another origin than the site's. */
  avaUrl: string
  /** More attributes of the script tag. */
  attributes?: string
  permissionsPolicy?: string
  /** Lets the page compile WebAssembly; without it the speech model cannot run. */
  isWasmAllowed?: boolean
  hasWidget?: boolean
}

/** A spa's website with the strictest policy that still names Ava's host: nothing inline, no blob:, no eval. */
export async function startHostSite(options: HostSiteOptions): Promise<HostSite> {
  const { avaUrl, permissionsPolicy, isWasmAllowed = false } = options
  const scripts = `'self' ${avaUrl}${isWasmAllowed ? " 'wasm-unsafe-eval'" : ''}`
  const policy = `default-src 'none'; script-src ${scripts}; style-src 'self'; connect-src ${avaUrl} ${avaUrl.replace('http', 'ws')}; img-src 'self'`
  const server = createServer((request, response) => {
    if (request.url === '/site.css') return void response.writeHead(200, { 'content-type': 'text/css' }).end(CSS)
    if (request.url === '/favicon.ico') return void response.writeHead(204).end()
    response.setHeader('content-security-policy', policy)
    if (permissionsPolicy) response.setHeader('permissions-policy', permissionsPolicy)
    response.writeHead(200, { 'content-type': 'text/html' }).end(html(request.url!, options))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function html(
  url: string,
  { avaUrl, attributes = 'data-spa="Glow Med Spa"', hasWidget = true }: HostSiteOptions,
): string {
  const tag = `<script async src="${avaUrl}/widget/v1/ava.js" data-site="glow" ${attributes}></script>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Glow${url}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/site.css"></head>
<body><header><h1>Glow Med Spa</h1><nav><a href="/">Home</a> <a href="/services">Services</a></nav></header>
<main><h2>Skin that feels like yours</h2><p>${'Injectables, lasers and facials by licensed providers in New York. '.repeat(12)}</p>
<p>${'Open Monday to Saturday. Consultations are free and take thirty minutes. '.repeat(12)}</p></main>
${hasWidget ? tag : ''}</body></html>`
}

const CSS = `body{margin:0;font:16px/1.6 system-ui,sans-serif;background:#faf7f4;color:#2b2622}
header,main{max-width:960px;margin:0 auto;padding:24px}h1{font-size:24px}h2{font-size:40px;line-height:1.15}
@media (prefers-color-scheme:dark){body{background:#1d1a18;color:#e9e3dd}a{color:inherit}}`
