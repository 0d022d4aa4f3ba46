import type { WidgetLanguage, WidgetLook } from '@ava/protocol/portal/widget.ts'
import { usualTexts, type PersonaWords } from '../../tenants/widget/widget-look.ts'
import { html, type Markup } from '../demo/html.ts'

export interface SnippetSite {
  siteKey: string
  name: string
  /** Left out: as it comes, in the spa's colour. */
  look?: WidgetLook
  accentColor?: string | null
  persona?: PersonaWords & { name: string }
}

/** What a tag that never changes names beside its file: what that file must be. */
export interface PinnedFile {
  name: string
  integrity: string
}

/**
 * The script tag that puts Ava on a spa's page. All that the button needs stands on it, because nothing is fetched
 * before somebody shows interest. `scriptUrl` has scheme and host.
 */
export function widgetSnippet(options: { scriptUrl: string; site: SnippetSite; pinned?: PinnedFile }): Markup {
  const { site, pinned } = options
  const scriptUrl = pinned ? options.scriptUrl.replace(/[^/]*$/, pinned.name) : options.scriptUrl
  const lock = pinned ? html` integrity="${pinned.integrity}" crossorigin="anonymous"` : null
  const more = attributesOf(site).map(([name, value]) => html` data-${name}="${value}"`)
  // One line: people paste it into a field of their site builder.
  // prettier-ignore
  return html`<script async src="${scriptUrl}"${lock} data-site="${site.siteKey}" data-spa="${site.name}"${more}></script>`
}

/** Only what is not as it comes: the tag stays short. */
function attributesOf({ name, look, accentColor, persona }: SnippetSite): [name: string, value: string | number][] {
  const accent = look ? look.accentColor : (accentColor ?? null)
  const written: [string, string | number][] = accent ? [['accent', accent]] : []
  if (persona && persona.name !== 'Ava') written.push(['persona', persona.name])
  if (!look || !persona) return written
  if (look.side === 'left') written.push(['position', 'left'])
  if (look.offsetX !== 20) written.push(['offset-x', `${look.offsetX}px`])
  if (look.offsetY !== 20) written.push(['offset-y', `${look.offsetY}px`])
  const [first] = look.languages
  const usual = (language: WidgetLanguage) =>
    usualTexts(language, { personaName: persona.name, spaName: name, persona })
  // The first language stands without its code: it is what everybody reads who reads none of the others.
  const say = (key: 'launcher' | 'nudge') => {
    for (const language of look.languages) {
      const text = look.texts[language]?.[key] || usual(language)[key]
      if (language !== first) written.push([`${key}-${language}`, text])
      else if (text !== `Talk to ${persona.name}`) written.push([key, text])
    }
  }
  say('launcher')
  if (look.nudgeAfterSeconds !== null) {
    say('nudge')
    written.push(['nudge-after', look.nudgeAfterSeconds])
    if (look.nudgeOn.length > 0) written.push(['nudge-on', pathPattern(look.nudgeOn)])
  }
  return written
}

/** Paths with `*` as one regular expression, so that the button need not translate them: `^(/botox|/lips/.*)$`. */
export function pathPattern(paths: readonly string[]): string {
  const one = (path: string) => path.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')
  return `^(${paths.map(one).join('|')})$`
}
