import { tellOwner } from './tell-owner.ts'

/** What the site's owner wrote on the script tag. */
export interface SiteOptions {
  baseUrl: string
  siteKey: string
  spaName: string | null
  phone: string | null
  accent: string | null
  /** `left` or `right` (the default) edge of the window. */
  position: string
  /** From that edge and from the bottom, in CSS (`24px`); null: 20 pixels. */
  offsetX: string | null
  offsetY: string | null
  /** On the launcher, in the language of the page. */
  launcher: string
  /** What the launcher says of itself after `nudgeAfter` seconds on pages whose path `nudgeOn` (a regular expression) matches. */
  nudge: string | null
  nudgeAfter: number
  /** The word that sends it away. */
  close: string
  nudgeOn: string
  /** `light`, `dark`, or what the visitor's system says. */
  theme: string | null
}

/** Null, with a word to the site's owner, when the tag names no site. */
export function readSiteOptions(script: HTMLScriptElement): SiteOptions | null {
  const { site, spa, persona, phone, accent, position, theme } = script.dataset
  const read = (name: string) => script.getAttribute(`data-${name}`)
  const language = (document.documentElement.lang || navigator.language).slice(0, 2)
  // With the language's code where it has words of its own.
  const say = (name: string) => read(`${name}-${language}`) || read(name)
  if (!site) {
    tellOwner('The tag needs data-site. Copy it from the portal, Set-up › Widget.')
    return null
  }
  return {
    // By hand: URL's first use costs a phone some milliseconds.
    baseUrl: script.src.replace(/[?#].*/, '').replace(/[^/]*$/, ''),
    siteKey: site,
    spaName: spa || null,
    phone: phone || null,
    accent: accent || null,
    position: position || 'right',
    offsetX: read('offset-x'),
    offsetY: read('offset-y'),
    launcher: say('launcher') || `Talk to ${persona || 'Ava'}`,
    nudge: say('nudge'),
    close: language === 'es' ? 'Cerrar' : 'Close',
    nudgeAfter: Number(read('nudge-after')),
    nudgeOn: read('nudge-on') || '',
    theme: theme || null,
  }
}
