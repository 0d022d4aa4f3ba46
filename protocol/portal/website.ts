/** `GET /api/portal/website`, and `POST` and `DELETE /api/portal/website/origins`: where the widget may appear. */
import { z } from 'zod'

/** More websites than any spa has; the list is read with every session of a visitor. */
export const MAX_ALLOWED_ORIGINS = 50

const local = new Set(['localhost', '127.0.0.1'])

/** An address as people paste it, made an exact origin: `https://Example.com/book/` becomes `https://example.com`. */
const ExactOrigin = z
  .string('Enter the address of a website.')
  .max(300, 'This address is too long. The part up to the first single slash is enough.')
  .transform((typed, context) => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    const text = typed.trim()
    if (text === '') return refuse('Enter the address of a website.')
    const url = /^https?:\/\/[^/\\]/i.test(text) ? URL.parse(text) : null
    if (!url) return refuse('Enter the whole address with https:// in front, like https://www.yourspa.com.')
    if (url.username !== '' || url.password !== '') return refuse('Leave out the name and password before the @.')
    if (!/^([\w.-]+|\[[\da-f:.]+\])$/.test(url.hostname)) {
      return refuse('Name one website exactly. Add each address of its own; there are no placeholders.')
    }
    if (url.protocol !== 'https:' && !local.has(url.hostname)) {
      return refuse('Only https:// addresses can be allowed. http:// works for localhost alone.')
    }
    return url.origin
  })

export const AllowedOriginRequest = z.object({ origin: ExactOrigin })
export type AllowedOriginRequest = z.infer<typeof AllowedOriginRequest>

/** As the list shows it: what was stored before today's rules must be removable too. */
export const RemovedOriginRequest = z.object({ origin: z.string().min(1).max(300) })
export type RemovedOriginRequest = z.infer<typeof RemovedOriginRequest>

export const Website = z.object({
  /** HTML for the spa's own pages: one script tag. */
  snippet: z.string(),
  /** Exact origins (scheme, host, port), in the order in which they were added. */
  allowedOrigins: z.array(z.string()),
})
export type Website = z.infer<typeof Website>
