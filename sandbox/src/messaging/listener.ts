import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Heard {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
  /** Of a form. */
  params: Record<string, string>
}

export interface Answer {
  status?: number
  type?: string
  text?: string
  /** Never answered. */
  isSilent?: boolean
}

export interface Listener {
  url: string
  heard: Heard[]
  /** One for each request to come; afterwards 200 with nothing. */
  answers: Answer[]
  on: (path: string) => Heard[]
  close: () => void
}

/** For tests: a server that takes webhooks down and answers as it is told. */
export async function listen(): Promise<Listener> {
  const heard: Heard[] = []
  const answers: Answer[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const body = Buffer.concat(pieces)
      const params = Object.fromEntries(new URLSearchParams(body.toString()))
      heard.push({ path: request.url ?? '', headers: request.headers, body, params })
      const { status = 200, type = 'text/xml', text = '', isSilent = false } = answers.shift() ?? {}
      if (!isSilent) response.writeHead(status, { 'content-type': type }).end(text)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    answers,
    on: (path) => heard.filter((one) => one.path === path),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
