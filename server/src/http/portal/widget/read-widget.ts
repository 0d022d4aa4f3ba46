import type { WidgetSetUp } from '@ava/protocol/portal/widget.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { readLook, usualTexts } from '../../../tenants/widget/widget-look.ts'
import { isAllowedOrigin } from '../../widget/origin.ts'
import { pinnedFile } from '../../widget/pinned-file.ts'
import { widgetSnippet, type SnippetSite } from '../../widget/snippet.ts'

/** The newest websites; more than a spa has. */
const SHOWN = 20

export async function readWidget(
  tenant: Tenant,
  { publicBaseUrl, ownOrigins }: { publicBaseUrl: string; ownOrigins: readonly string[] },
): Promise<WidgetSetUp> {
  const { spa, look, updatedAt, sightings } = await tenant.transaction(async (tx) => ({
    spa: await tx.tenant.findFirstOrThrow({ include: { persona: true } }),
    ...(await readLook(tx)),
    sightings: await tx.widgetSighting.findMany({ orderBy: { lastSeenAt: 'desc' }, take: SHOWN }),
  }))
  const persona = {
    name: spa.persona?.name ?? 'Ava',
    greeting: spa.persona?.greeting ?? '',
    privacyLine: spa.persona?.privacyLine ?? '',
  }
  const site: SnippetSite = { siteKey: spa.siteKey, name: spa.name, look, persona }
  const scriptUrl = `${publicBaseUrl}/widget/v1/ava.js`
  const pinned = await pinnedFile()
  const usual = (language: 'en' | 'es') =>
    usualTexts(language, { personaName: persona.name, spaName: spa.name, persona })
  return {
    siteKey: spa.siteKey,
    spaName: spa.name,
    personaName: persona.name,
    look,
    usual: { en: usual('en'), es: usual('es') },
    snippet: widgetSnippet({ scriptUrl, site }).text,
    pinnedSnippet: pinned && widgetSnippet({ scriptUrl, site, pinned }).text,
    sightings: sightings.map(({ origin, firstSeenAt, lastSeenAt }) => ({
      origin,
      firstSeenAt: firstSeenAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      isAllowed: isAllowedOrigin(origin, { tenant: spa.allowedOrigins, own: ownOrigins }),
    })),
    updatedAt: updatedAt?.toISOString() ?? null,
  }
}
