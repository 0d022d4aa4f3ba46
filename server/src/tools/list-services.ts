import { z } from 'zod'
import { searchServices } from '../catalog/find-service.ts'
import { loadServices } from '../catalog/services.ts'
import { defineTool } from './define-tool.ts'

export const listServices = defineTool({
  name: 'list_services',
  description:
    'What the spa offers, with prices and how long it takes. Call it for any question about services, prices or durations. Say prices as they are given: a range with its note.',
  parameters: z.object({
    query: z
      .string()
      .max(200)
      .optional()
      .describe('A service or topic, in the person’s words. Leave out for everything.'),
  }),
  kind: 'read',
  run: async ({ tenant }, { query }) => {
    const all = await loadServices(tenant)
    const found = searchServices(all, query ?? '')
    if (found.length === 0) {
      const say = `I don't see that on our list. We offer ${inWords(all.map(({ name }) => name))}.`
      return { result: { ok: false, reason: 'not_found', say, services: all.map(({ name }) => ({ name })) } }
    }
    return {
      result: {
        ok: true,
        services: found.map(({ name, description, price, visibleMinutes, repeatNote }) => ({
          name,
          description,
          price,
          minutes: visibleMinutes,
          ...(repeatNote ? { repeat: repeatNote } : {}),
        })),
      },
      effects: [{ type: 'answered' }],
    }
  },
})

/** "a, b and c". */
export function inWords(names: readonly string[], last = 'and'): string {
  return new Intl.ListFormat('en', { type: last === 'or' ? 'disjunction' : 'conjunction' }).format(names)
}
