import { fileURLToPath } from 'node:url'
import express, { type Router } from 'express'
import { z } from 'zod'
import type { SandboxControl } from '../../control/control.ts'
import type { StoredMail } from '../../sendgrid/sendgrid-data.ts'
import { EVENTS } from '../../sendgrid/sendgrid-data.ts'
import { backTo } from '../messaging/messaging-router.ts'
import { mailPage, mailParts } from './mail-page.ts'
import { replyHeaders, replyHtml } from './reply.ts'
import { shownMailbox } from './shown-mailbox.ts'

const NOTICES: Record<string, string> = {
  sent: 'Sent.',
  set: 'Set.',
  fault: 'Set.',
  ended: 'Ended.',
  again: 'Sent again.',
  refused: 'That cannot be done. Nothing was changed.',
}
/** Of a mail's own HTML: nothing runs, and nothing is fetched. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"

const Query = z.object({ address: z.string().optional(), thread: z.string().optional(), did: z.string().optional() })
const IdQuery = z.object({ id: z.string(), index: z.coerce.number().int().min(0).default(0) })
const File = z.object({ filename: z.string(), contentType: z.string(), contentBase64: z.string() })
const SendForm = z.object({
  from: z.string(),
  to: z.string(),
  subject: z.string().default(''),
  text: z.string(),
  quote: z.string().default(''),
  /** The id of the mail that it answers. */
  answers: z.string().default(''),
  html: z.string().optional(),
  automatic: z.string().optional(),
  charset: z.string(),
  files: z
    .string()
    .default('')
    .transform((json, context): z.infer<typeof File>[] => {
      if (json === '') return []
      const parsed = z.array(File).safeParse(JSON.parse(json))
      if (parsed.success) return parsed.data
      context.addIssue('Files that can be read')
      return z.NEVER
    }),
})
const EventForm = z.object({ id: z.string(), email: z.string(), event: z.enum(EVENTS) })

/** `/mail`: every customer's mailbox. Forms are guarded by the page's router. */
export function createMailRouter(control: SandboxControl): Router {
  const { sendgrid } = control
  const router = express.Router()
  router.get('/mail', (request, response) => {
    const query = Query.parse(request.query)
    const notice = NOTICES[query.did ?? ''] ?? null
    response.type('html').send(mailPage(control, shownMailbox(control, query), { notice }).text)
  })
  router.get('/page/mail/parts', (request, response) => {
    const parts = mailParts(control, shownMailbox(control, Query.parse(request.query)))
    response.json(Object.fromEntries(Object.entries(parts).map(([id, part]): [string, string] => [id, part.text])))
  })
  router.get('/page/mail/html', (request, response) => {
    const mail = sendgrid.mail(IdQuery.parse(request.query).id)
    response.set('content-security-policy', MAIL_POLICY).type('html').send(withPictures(mail))
  })
  router.get('/page/mail/attachment', (request, response) => {
    const { id, index } = IdQuery.parse(request.query)
    const { filename, contentType, content } = sendgrid.attachment(id, index)
    response.set('content-security-policy', "default-src 'none'; sandbox")
    response.attachment(filename).type(contentType).send(content)
  })
  const path = fileURLToPath(new URL('mail.js', import.meta.url))
  router.get('/page/mail.js', (_, response) => response.sendFile(path, { cacheControl: false }))
  router.post('/page/mail/send', (request, response) => {
    const form = SendForm.parse(request.body)
    const answered = form.answers === '' ? null : sendgrid.mail(form.answers)
    const text = form.text.replace(/\r\n/g, '\n')
    sendgrid.receive({
      from: form.from,
      to: form.to.split(',').map((one) => one.trim()),
      subject: form.subject,
      text: form.quote === '' ? `${text}\n` : `${text}\n\n${form.quote.replace(/\r\n/g, '\n')}`,
      ...(form.html ? { html: replyHtml(text, form.quote === '' ? null : answered) } : {}),
      charset: form.charset,
      attachments: form.files,
      headers: {
        ...(answered ? replyHeaders(answered) : {}),
        ...(form.automatic ? { 'Auto-Submitted': 'auto-replied', Precedence: 'auto_reply' } : {}),
      },
    })
    const { back } = request.body as { back?: string }
    // A new mail is what the newest thread shows.
    response.redirect(303, `${backTo({ back: back?.replace('thread=new', 'thread=') })}&did=sent`)
  })
  router.post('/page/mail/event', (request, response) => {
    const { id, email, event } = EventForm.parse(request.body)
    const more = event === 'bounce' ? { type: 'bounce', reason: '550 5.1.1 No such user', status: '5.1.1' } : {}
    sendgrid.event({ id, email, event, more })
    response.redirect(303, `${backTo(request.body)}&did=set`)
  })
  router.post('/page/mail/unsuppress', (request, response) => {
    sendgrid.unsuppress(z.object({ email: z.string() }).parse(request.body).email)
    response.redirect(303, `${backTo(request.body)}&did=set`)
  })
  router.post('/page/mail/raw', (request, response) => {
    sendgrid.setSettings({ isRaw: z.object({ raw: z.enum(['yes', 'no']) }).parse(request.body).raw === 'yes' })
    response.redirect(303, `${backTo(request.body)}&did=set`)
  })
  return router
}

/** A mail's HTML with the pictures that it brings along in place of their content ids. */
function withPictures({ html, attachments }: StoredMail): string {
  return attachments.reduce(
    (markup, { contentId, contentType, content }) =>
      contentId === null
        ? markup
        : markup.replaceAll(`cid:${contentId}`, `data:${contentType};base64,${content.toString('base64')}`),
    html ?? '',
  )
}
