import { Busboy } from '@fastify/busboy'
import type { IncomingMessage } from 'node:http'
import type { InboundForm } from '../../channels/email/inbound/read-form.ts'

/** SendGrid takes mails of up to 30 MB, attachments included. */
const MOST_BYTES = 30 * 1024 * 1024
/** What the form adds to the mail: boundaries, the report of the spam filter, the same headers once more. */
const FORM_BYTES = 1024 * 1024
const MOST_FILES = 50
const MOST_FIELDS = 100

export type FormReading =
  { ok: true; form: InboundForm } | { ok: false; reason: 'wrong_type' | 'too_large' | 'malformed' }

/** Reads a form as bytes: in a field there may be any charset, and another field says which. */
export function readMultipart(request: IncomingMessage): Promise<FormReading> {
  const contentType = request.headers['content-type'] ?? ''
  const limit = MOST_BYTES + FORM_BYTES
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(contentType))
    return Promise.resolve({ ok: false, reason: 'wrong_type' })
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve({ ok: false, reason: 'too_large' })
  return new Promise((resolve) => {
    const fields = new Map<string, Buffer>()
    const files: InboundForm['files'][number][] = []
    let filesLeftOut = 0
    let bytes = 0
    const end = (reading: FormReading): void => {
      request.off('data', count).unpipe(parser)
      // What is not read is let through, so that the answer reaches whoever is still sending.
      request.resume()
      resolve(reading)
    }
    const malformed = (): void => end({ ok: false, reason: 'malformed' })
    const count = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes > limit) end({ ok: false, reason: 'too_large' })
    }
    const parser = new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      isPartAFile: () => true,
      limits: { parts: MOST_FILES + MOST_FIELDS, headerPairs: 20, headerSize: 16 * 1024, fieldNameSize: 100 },
    })
    parser.on('file', (name, stream, fileName, _encoding, type) => {
      const isFile = /^attachment\d{1,3}$/.test(name)
      if (isFile ? files.length >= MOST_FILES : fields.has(name) || fields.size >= MOST_FIELDS) {
        if (isFile) filesLeftOut++
        stream.resume()
        return
      }
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const content = Buffer.concat(chunks)
        if (isFile) files.push({ field: name, name: fileName ?? name, contentType: type, content })
        else fields.set(name, content)
      })
      stream.on('error', malformed)
    })
    parser.on('error', malformed)
    parser.on('finish', () => end({ ok: true, form: { fields, files, filesLeftOut } }))
    request.on('data', count).on('aborted', malformed).on('error', malformed)
    request.pipe(parser)
  })
}
