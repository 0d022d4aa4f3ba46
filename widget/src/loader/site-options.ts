import { tellOwner } from './tell-owner.ts'

/** What the site's owner wrote on the script tag. */
export interface SiteOptions {
  baseUrl: string
  siteKey: string
  spaName: string | null
  personaName: string
  phone: string | null
  accent: string | null
  /** `left` or `right` (the default) edge of the window. */
  position: string
  /** `light`, `dark`, or what the visitor's system says. */
  theme: string | null
}

/** Null, with a word to the site's owner, when the tag names no site. */
export function readSiteOptions(script: HTMLScriptElement): SiteOptions | null {
  const { site, spa, persona, phone, accent, position, theme } = script.dataset
  if (!site) {
    tellOwner('The script tag needs data-site="…". Copy the snippet from the portal, Set-up › Widget.')
    return null
  }
  return {
    // By hand: URL's first use costs a phone some milliseconds.
    baseUrl: script.src.replace(/[?#].*/, '').replace(/[^/]*$/, ''),
    siteKey: site,
    spaName: spa || null,
    personaName: persona || 'Ava',
    phone: phone || null,
    accent: accent || null,
    position: position || 'right',
    theme: theme || null,
  }
}
