import type { WidgetRequest } from '@ava/protocol/portal/widget.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { disclosesAi, mustDisclose } from '../persona/disclosure.ts'
import { differences, hasProblems, invalid, recordSetUp, type SetUpRefusal } from '../set-up-change.ts'
import { readLook } from './widget-look.ts'

/** Keeps how the widget looks and speaks; refused where somebody else has changed it since it was read. */
export async function saveLook(
  tenant: Tenant,
  { request, actor }: { request: WidgetRequest; actor: string },
): Promise<{ ok: true } | SetUpRefusal> {
  const { updatedAt, accentColor, ...setting } = request
  const problems = problemsOf(request)
  if (hasProblems(problems)) return invalid(problems)
  return tenant.transaction(
    async (tx) => {
      const before = await readLook(tx)
      if ((before.updatedAt?.toISOString() ?? null) !== updatedAt) return { ok: false, reason: 'stale' }
      const data = differences(before.look, { accentColor, ...setting })
      await tx.tenant.updateMany({ data: { accentColor } })
      if (before.updatedAt) await tx.widgetSetting.updateMany({ data: setting })
      else await tx.widgetSetting.create({ data: setting })
      const subject = { subjectType: 'tenant', subjectId: tenant.id }
      await recordSetUp(tx, { actor, action: 'widget.changed', ...subject, data })
      return { ok: true }
    },
    { lock: 'set-up:widget' },
  )
}

/** A greeting of the spa's own says that an AI answers; whatever language it is in. */
function problemsOf({ texts }: WidgetRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([language, { greeting }]) =>
      greeting === '' || disclosesAi(greeting) ? [] : [[`texts.${language}.greeting`, mustDisclose]],
    ),
  )
}
