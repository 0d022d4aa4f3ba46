import { WidgetLanguage, WidgetTexts, type WidgetLook, type WidgetTexts as Texts } from '@ava/protocol/portal/widget.ts'
import { z } from 'zod'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'

const StoredTexts = z.partialRecord(WidgetLanguage, WidgetTexts)
const StoredLook = z.object({
  side: z.enum(['left', 'right']),
  offsetX: z.number(),
  offsetY: z.number(),
  languages: z.array(WidgetLanguage).min(1),
  texts: StoredTexts,
  nudgeAfterSeconds: z.number().nullable(),
  nudgeOn: z.array(z.string()),
})

const asItComes: Omit<WidgetLook, 'accentColor'> = {
  side: 'right',
  offsetX: 20,
  offsetY: 20,
  languages: ['en'],
  texts: {},
  nudgeAfterSeconds: null,
  nudgeOn: [],
}

/** How the widget of this spa looks, and when that was changed last (null: never). */
export async function readLook(tx: Pick<TenantTransaction, 'tenant' | 'widgetSetting'>): Promise<{
  look: WidgetLook
  updatedAt: Date | null
}> {
  const { accentColor } = await tx.tenant.findFirstOrThrow({ select: { accentColor: true } })
  const row = await tx.widgetSetting.findFirst()
  return {
    look: { accentColor, ...(row ? StoredLook.parse(row) : asItComes) },
    updatedAt: row?.updatedAt ?? null,
  }
}

export async function lookOf(tenant: Tenant): Promise<WidgetLook> {
  return (await tenant.transaction((tx) => readLook(tx))).look
}

/** The first of the spa's languages that somebody reads ("es-MX, en"), else its own first. */
export function languageFor(look: WidgetLook, wanted: string | undefined): WidgetLanguage {
  const asked = (wanted ?? '').toLowerCase().split(/[,;\s]+/)
  const found = asked.flatMap((tag) => look.languages.filter((code) => tag === code || tag.startsWith(`${code}-`)))
  return found[0] ?? look.languages[0]!
}

/** What the widget says in a language where the spa has written nothing. The greeting and the privacy line are the persona's, in hers. */
export function usualTexts(
  language: WidgetLanguage,
  { personaName, spaName, persona }: { personaName: string; spaName: string; persona: PersonaWords },
): Texts {
  if (language === 'es') {
    return {
      launcher: `Hable con ${personaName}`,
      greeting: `Hola, soy ${personaName}, la recepcionista de inteligencia artificial de ${spaName}. ¿En qué puedo ayudarle?`,
      privacyLine: 'Lo que escribe o dice queda guardado para que el equipo pueda atenderle.',
      nudge: '¿Tiene alguna pregunta? Con gusto le ayudo a encontrar una cita.',
    }
  }
  return {
    launcher: `Talk to ${personaName}`,
    greeting: persona.greeting,
    privacyLine: persona.privacyLine,
    nudge: 'Any questions? I can find you a time.',
  }
}

export interface PersonaWords {
  greeting: string
  privacyLine: string
}

/** The spa's words in a language; those it has not written are the usual ones. */
export function textsIn(look: WidgetLook, language: WidgetLanguage, usual: Texts): Texts {
  const own = look.texts[language]
  return Object.fromEntries(
    (Object.keys(usual) as (keyof Texts)[]).map((key) => [key, own?.[key] || usual[key]]),
  ) as unknown as Texts
}
