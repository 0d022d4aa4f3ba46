/**
 * The server as the portal sees it (`protocol/portal`), with the built portal mounted last, in one
 * process, as the real one does. Only for looking at the portal and testing it without a database.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ConversationDetail, ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import { AllowedOriginRequest, type Website } from '@ava/protocol/portal/website.ts'
import type { StreamEvent } from '@ava/protocol/portal-stream.ts'
import { conversations, detailOf, people, quiet } from './fake-data.ts'
import { answerDesk } from './fake-desk-server.ts'
import { fakeDesk, type FakeDesk } from './fake-desk.ts'
import { actedOn, answerMessaging, threadOf } from './fake-messaging.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

export interface FakeServer {
  url: string
  /** Answers of the API to be spoilt, by the start of their path: a status, or "hang". */
  faults: Map<string, number | 'hang'>
  /** Overrides of one conversation's detail. */
  details: Map<string, Partial<ConversationDetail>>
  /** Where the widget may appear; the same for every spa. */
  website: Website
  /** Tasks, the day and calendars; the same for every spa but the quiet one, where there is nothing. */
  desk: FakeDesk
  /** What the API was asked. */
  asked: string[]
  tell(event: StreamEvent): void
  dropStreams(): void
  close(): Promise<void>
}

export async function startFakeServer(): Promise<FakeServer> {
  const { handler } = (await import(new URL('../build/handler.js', import.meta.url).href)) as { handler: Handler }
  const faults: FakeServer['faults'] = new Map()
  const details: FakeServer['details'] = new Map()
  const desk = fakeDesk()
  const nothing: FakeDesk = {
    ...fakeDesk(),
    tasks: [],
    waitlist: { entries: [] },
    setUp: { accounts: [], providers: [], canBePushed: false },
    attention: { openTasks: 0, emergencies: 0, withheld: [] },
  }
  nothing.day.providers = []
  const streams = new Set<ServerResponse>()
  const asked: string[] = []
  const website: Website = {
    snippet: '<script async src="https://ava.example/widget/v1/ava.js" data-site="glow" data-spa="Glow"></script>',
    allowedOrigins: ['https://www.glow.example'],
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (url.pathname.startsWith('/api/')) asked.push(url.pathname.slice('/api/portal/'.length) + url.search)
    const fault = [...faults].find(([path]) => url.pathname.startsWith(path))?.[1]
    if (fault === 'hang') return
    if (fault !== undefined) return refuse(response, fault)
    if (url.pathname === '/auth/sign-in/email') return signIn(response, await body(request))
    if (url.pathname === '/auth/sign-out') return send(response, 200, {}, ['session=; Max-Age=0; Path=/; HttpOnly'])
    if (url.pathname.startsWith('/widget-preview/')) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      return response.end('<!doctype html><html lang="en"><title>Preview</title><main><h1>Preview</h1></main></html>')
    }
    if (!url.pathname.startsWith('/api/')) return handler(request, response, () => refuse(response, 404))

    const me = people[/(?:^|; )session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '']
    if (me === undefined) return refuse(response, 401)
    if (url.pathname === '/api/portal/me') return send(response, 200, me)
    const spa = request.headers['x-ava-spa'] ?? url.searchParams.get('spa')
    const all = me.spas.some(({ tenantId }) => tenantId === spa) ? conversations[String(spa)] : undefined
    if (all === undefined) return refuse(response, 403)
    if (url.pathname === '/api/portal/stream') return stream(response)
    if (url.pathname === '/api/portal/website') return send(response, 200, website)
    if (url.pathname === '/api/portal/website/origins') return changeWebsite(request, response)
    const ofDesk = spa === quiet ? nothing : desk
    const sent = request.method === 'GET' ? undefined : await body(request)
    const answer = answerDesk(ofDesk, request, sent) ?? answerMessaging(request, sent)
    if (answer) return send(response, answer.status, answer.data)
    const [, id, verb] = /^\/api\/portal\/conversations\/([^/]+)(\/action)?$/.exec(url.pathname) ?? []
    if (id === undefined) return send(response, 200, pageOf(all, url.searchParams))
    const one = all.find((conversation) => conversation.id === id)
    if (!one) return refuse(response, 404)
    const detail = { ...detailOf(one), ...(id === 'handover' ? threadOf(one.startedAt) : {}), ...details.get(id) }
    if (verb === undefined) return send(response, 200, detail)
    const acted = actedOn(detail, sent)
    if (acted.status === 200) details.set(id, { ...details.get(id), ...(acted.data as ConversationDetail) })
    return send(response, acted.status, acted.data)
  })

  async function changeWebsite(request: IncomingMessage, response: ServerResponse) {
    const sent = await body(request)
    const { data, error } = AllowedOriginRequest.safeParse(sent)
    if (!data) {
      const fields = { origin: error.issues[0]?.message }
      return send(response, 400, { error: { code: 'invalid_request', message: 'Some fields are wrong.', fields } })
    }
    const others = website.allowedOrigins.filter((origin) => origin !== data.origin)
    website.allowedOrigins = request.method === 'DELETE' ? others : [...others, data.origin]
    return send(response, 200, website)
  }

  function stream(response: ServerResponse) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 200\n\n')
    streams.add(response)
    response.on('close', () => streams.delete(response))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    details,
    website,
    desk,
    asked,
    tell(event) {
      for (const response of streams) response.write(`data: ${JSON.stringify(event)}\n\n`)
    },
    dropStreams() {
      for (const response of streams) response.destroy()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function pageOf(all: ConversationSummary[], params: URLSearchParams) {
  const search = params.get('search')?.toLowerCase()
  const found = all.filter(
    (one) =>
      (['status', 'channel', 'outcome'] as const).every(
        (name) => !params.get(name) || one[name] === params.get(name),
      ) &&
      (!search || `${one.customerName} ${one.lastMessage}`.toLowerCase().includes(search)),
  )
  const from = Number(params.get('cursor') ?? 0)
  const limit = Number(params.get('limit') ?? 40)
  const hasMore = found.length > from + limit
  return { conversations: found.slice(from, from + limit), nextCursor: hasMore ? String(from + limit) : null }
}

function signIn(response: ServerResponse, { email, password }: { email?: string; password?: string }) {
  if (!email || !people[email] || password !== 'correct') return refuse(response, 401)
  return send(response, 200, { user: {} }, [`session=${email}; Path=/; HttpOnly; SameSite=Lax`])
}

async function body(request: IncomingMessage): Promise<Record<string, string>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text) as Record<string, string>
}

function send(response: ServerResponse, status: number, data: unknown, cookies: string[] = []) {
  response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': cookies }).end(JSON.stringify(data))
}

function refuse(response: ServerResponse, status: number) {
  const message = {
    401: 'Sign in to go on.',
    403: 'You do not have access to this spa.',
    404: 'There is no such conversation here.',
  }
  const words = message[status as keyof typeof message] ?? 'The database does not answer. Try again in a moment.'
  send(response, status, { error: { code: `test_${status}`, message: words, requestId: 'req-7f3a91' } })
}
