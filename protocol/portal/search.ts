/** `GET /api/portal/search?words=`: a few of everything that is found by these words, for whoever may see it. */
import { z } from 'zod'
import { Channel } from './conversations.ts'

export const SearchQuery = z.object({
  words: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine((words) => !words.includes('\0'), 'Search for words.'),
})

export const SearchAnswer = z.object({
  customers: z.array(z.object({ id: z.string(), name: z.string(), contact: z.string().nullable() })),
  conversations: z.array(
    z.object({
      id: z.string(),
      /** Null: nobody knows who it is. */
      name: z.string().nullable(),
      channel: Channel,
      /** Around what was found; null when it was the person. */
      excerpt: z.string().nullable(),
      at: z.string(),
    }),
  ),
  appointments: z.array(
    z.object({
      id: z.string(),
      customerName: z.string(),
      serviceName: z.string(),
      startsAt: z.string(),
      reference: z.string(),
    }),
  ),
})
export type SearchAnswer = z.infer<typeof SearchAnswer>
