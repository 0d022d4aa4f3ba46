import type { Response } from 'express'
import type { Tenant } from '../../../db/for-tenant.ts'

/**
 * What a mail looked like, as a page of its own that is nobody's: no origin, no scripts, no forms, nothing from
 * elsewhere. Pictures from elsewhere tell their sender that somebody looks, so they come only where they were asked
 * for. Null when there is no such mail, or it had no HTML.
 */
export async function readMailPage(tenant: Tenant, { messageId }: { messageId: string }): Promise<string | null> {
  const mail = await tenant.db.emailDetails.findFirst({ where: { messageId }, select: { safeHtml: true } })
  return mail?.safeHtml ? page(mail.safeHtml) : null
}

export function sendMailPage(response: Response, html: string, { withImages }: { withImages: boolean }): void {
  response
    .set({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': [
        "default-src 'none'",
        `img-src data:${withImages ? ' https:' : ''}`,
        "style-src 'unsafe-inline'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        // Its links open, in a tab that is not shut in with it.
        'sandbox allow-popups allow-popups-to-escape-sandbox',
      ].join('; '),
      'X-Frame-Options': 'SAMEORIGIN',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'private, no-store',
    })
    .send(html)
}

// On white, whatever the portal looks like: that is what mails are written for.
const style =
  ':root{color-scheme:light;background:#fff;color:#222;font:14px/1.5 system-ui,sans-serif}' +
  'body{margin:12px;overflow-wrap:anywhere}img{max-width:100%;height:auto}a{color:#0b6b5d}' +
  'blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #ccc;color:#555}'

function page(safeHtml: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><style>${style}</style></head><body>${safeHtml}</body></html>`
}
