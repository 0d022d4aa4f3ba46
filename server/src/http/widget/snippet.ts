import { html, type Markup } from '../demo/html.ts'

/** The script tag that puts Ava on a spa's page. `scriptUrl` has scheme and host. */
export function widgetSnippet(options: {
  scriptUrl: string
  site: { siteKey: string; name: string; accentColor: string | null }
}): Markup {
  const { scriptUrl, site } = options
  const accent = site.accentColor ? html` data-accent="${site.accentColor}"` : null
  // One line: people paste it into a field of their site builder.
  // prettier-ignore
  return html`<script async src="${scriptUrl}" data-site="${site.siteKey}" data-spa="${site.name}"${accent}></script>`
}
