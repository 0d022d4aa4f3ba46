import type { PrismaClient } from '../../server/src/db/client.ts'

export interface SignedIn {
  url: string
  cookie: string
}

/** Signs in as somebody of the demo data. Throws when the server refuses. */
export async function signIn(url: string, email: string): Promise<SignedIn> {
  const answer = await fetch(`${url}/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password: 'demo-front-desk' }),
  })
  if (!answer.ok) throw new Error(`Signing in: ${answer.status} ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]!)
  return { url, cookie: cookie.join('; ') }
}

/** The whole page as the server sends it; throws when it is not one. */
export async function getPage({ url, cookie }: SignedIn, path: string): Promise<string> {
  const answer = await fetch(url + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })
  const html = await answer.text()
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
  return html
}

/** Every page that the portal itself leads to from its rail and its set-up, and one of each kind that a row leads to. */
export async function findPages(who: SignedIn, admin: PrismaClient, tenantId: string): Promise<string[]> {
  const linksOf = async (path: string) =>
    [...(await getPage(who, path)).matchAll(/<a\b[^>]*?\shref="(\/[^"#]*)"/g)].map(([, href]) => href!)
  const rail = (await linksOf('/today')).filter((href) => /^\/[a-z-]+(\/[a-z-]+)*$/.test(href))
  const setUp = rail.filter((href) => href.startsWith('/set-up'))
  const underSetUp = (await Promise.all(setUp.map(linksOf))).flat().filter((href) => /^\/set-up\/[a-z/-]+$/.test(href))
  const conversation = await admin.conversation.findFirstOrThrow({
    where: { tenantId, messages: { some: {} } },
    orderBy: { lastActivityAt: 'desc' },
  })
  const customer = await admin.customer.findFirstOrThrow({ where: { tenantId, appointments: { some: {} } } })
  const appointment = await admin.appointment.findFirstOrThrow({ where: { tenantId }, orderBy: { startsAt: 'desc' } })
  return [
    ...new Set([
      ...rail.filter((href) => !href.startsWith('/sign') && !href.startsWith('/preferences')),
      ...underSetUp,
      '/conversations?search=parking',
      `/conversations/${conversation.id}`,
      `/customers/${customer.id}`,
      `/appointments/${appointment.id}`,
    ]),
  ]
}
