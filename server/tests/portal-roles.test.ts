import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { portalRoutes } from '../src/http/portal/portal-routes.ts'
import { openPortalDesk, roles, type DeskRole, type PortalDesk } from './harness/portal-desk.ts'

type Who =
  /** Whoever holds a secret, signed in or not. */
  | 'anybody'
  /** About a person and no spa. */
  | 'signed in'
  | readonly DeskRole[]

const everyRole: Who = roles
const desk: Who = ['owner', 'manager', 'front_desk', 'agency']
const clinical: Who = ['owner', 'manager', 'provider']
const managing: Who = ['owner', 'manager', 'agency']
const keeping: Who = ['owner', 'manager']

/** Who may ask for what. A route that is not here is not thought about yet: that fails. */
const table: [who: Who, routes: string][] = [
  ['anybody', 'POST /invitation/look, POST /invitation/join'],
  [
    'signed in',
    `GET /me, GET /account, POST /account/name, DELETE /account/sessions, DELETE /account/sessions/:id, POST /spas,
     POST /invitation/accept`,
  ],
  // A provider's are their own: what is not theirs is not found (below).
  [
    everyRole,
    `GET /stream, GET /search, GET /today, GET /attention, GET /tasks, POST /tasks/:id/decision, GET /day, GET /calendar,
     GET /staff-times, GET /appointments/:id, POST /appointments/:id/action, GET /customers, GET /customers/:id,
     GET /customers/:id/safety, GET /appointments/:id/safety, DELETE /team/members/:id`,
  ],
  [
    clinical,
    `GET /tasks/:id/assessment, POST /customers/:id/allergies, POST /customers/:id/allergies/:allergyId,
     GET /customers/:id/screening, POST /appointments/:id/sign-off`,
  ],
  [
    desk,
    `GET /conversations, GET /conversations/:id, POST /conversations/:id/action, POST /messages/:id/send-again,
     GET /messages/:id/page, GET /attachments/:id, GET /desk, POST /canned-replies, DELETE /canned-replies/:id,
     POST /labels, POST /outbox/:id/send-again, GET /customers/:id/history, POST /customers, POST /customers/:id,
     POST /customers/:id/merge, POST /merges/:id/undo, POST /customers/:id/consents, GET /appointments/:id/fees,
     GET /appointments/:id/free-times, POST /appointments/:id/move, POST /appointments/:id/plan, GET /plans/:id,
     POST /plans/:id/sessions, POST /plans/:id/stop, POST /time-off/affected, POST /time-off, DELETE /time-off/:id,
     GET /waitlist, DELETE /waitlist/:id, GET /waitlist/:id/times, POST /waitlist/:id/offer,
     POST /calendar/appointments/:id/move, GET /bookings/form, GET /bookings/customers, POST /bookings,
     POST /staff-times/day, DELETE /staff-times/:providerId/:date, GET /set-up/services, GET /set-up/services/:id`,
  ],
  [
    managing,
    `DELETE /labels/:id, GET /team, POST /team/members/:id, POST /team/invitations, POST /team/invitations/:id/again,
     DELETE /team/invitations/:id, GET /website, POST /website/origins, DELETE /website/origins, GET /widget, POST /widget, GET /audit, GET /audit.csv,
     GET /api-keys, POST /api-keys, DELETE /api-keys/:id, GET /webhooks, POST /webhooks,
     POST /webhooks/:id/active, POST /webhooks/:id/test, DELETE /webhooks/:id, POST /webhook-deliveries/:id/send-again, GET /messaging,
     POST /messaging/channels, POST /messaging/rules, POST /messaging/names-treatments, POST /messaging/addresses/:id,
     GET /messaging/templates, POST /messaging/templates, POST /messaging/templates/preview, DELETE /messaging/templates,
     GET /persona, POST /persona/draft, DELETE /persona/draft, POST /persona/publish, POST /persona/restore,
     GET /persona/voices/:voice/sample, POST /simulations, POST /simulations/:id, GET /knowledge, POST /knowledge,
     GET /knowledge/questions, POST /knowledge/questions/draft, POST /knowledge/questions/dismiss, GET /knowledge/:id,
     POST /knowledge/:id, POST /knowledge/:id/status, GET /calendars, POST /calendars/accounts,
     POST /calendars/service-account, GET /calendars/accounts/:id/choices, DELETE /calendars/accounts/:id,
     POST /calendars/choice, DELETE /calendars/:id, POST /calendars/:id/title, POST /calendars/:id/sync,
     GET /calendars/:id/drift, POST /calendars/:id/mend, GET /set-up/services.csv, GET /set-up/services/templates,
     POST /set-up/services/from-templates, POST /set-up/services/import, POST /set-up/screening-questions,
     POST /set-up/services/:id, POST /set-up/services/:id/active, DELETE /set-up/services/:id, GET /set-up/providers,
     GET /set-up/providers/:id, POST /set-up/providers/:id, POST /set-up/providers/:id/active,
     DELETE /set-up/providers/:id, GET /set-up/resources, POST /set-up/resources/:id,
     POST /set-up/resources/:id/active, DELETE /set-up/resources/:id, GET /set-up/business, POST /set-up/business,
     POST /set-up/locations/:id, DELETE /set-up/locations/:id, POST /set-up/locations/:id/hours,
     POST /set-up/locations/:id/exceptions, DELETE /set-up/exceptions/:id, GET /set-up/policies,
     POST /set-up/policies, GET /first-run, POST /first-run/step, POST /first-run/persona`,
  ],
  // What a customer is owed by the spa itself: everything about them, or nothing of it any more.
  [keeping, 'GET /customers/:id/export, POST /customers/:id/erase'],
]

const declared = new Map<string, Who>(
  table.flatMap(([who, names]) => names.split(',').map((name): [string, Who] => [name.trim(), who])),
)

/** Every route there is: asked of the router itself. */
const mounted = (
  portalRoutes({ access: {}, watchTenant: () => () => undefined } as never).stack as {
    route?: { path: string; methods: Record<string, boolean> }
  }[]
).flatMap(({ route }) =>
  route ? Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path: route.path })) : [],
)
const nameOf = ({ method, path }: (typeof mounted)[number]) => `${method} ${path}`

let portal: PortalDesk

beforeAll(async () => {
  portal = await openPortalDesk()
})
afterAll(() => portal.close())

/** The status and the refusal's code, with ids that nothing has: what is let in finds nothing, or is asked for more. */
async function answerTo(
  { method, path }: (typeof mounted)[number],
  asking: { as: DeskRole; spa?: string } | 'nobody',
): Promise<{ status: number; code: string | null }> {
  const address = path.replaceAll(/:\w+/g, '01900000-0000-7000-8000-0000000000ff')
  const spa = (asking !== 'nobody' && asking.spa) || portal.willow.tenantId
  const leaving = new AbortController()
  const response = await portal.ask(`${address.slice(1)}?spa=${spa}`, {
    method: method as 'GET' | 'POST' | 'DELETE',
    ...(method === 'GET' ? {} : { body: {} }),
    ...(asking === 'nobody' ? { headers: { cookie: '' } } : asking),
    signal: leaving.signal,
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  const body = isStream ? null : await response.text()
  leaving.abort()
  const code = /"code":"(\w+)"/.exec(body ?? '')?.[1] ?? null
  return { status: response.status, code }
}

describe('who may ask for what', () => {
  it('is declared for every route there is, and for no other', () => {
    expect(mounted.map(nameOf).toSorted()).toEqual([...declared.keys()].toSorted())
  })

  it.each(mounted.map((route) => [nameOf(route), route] as const))('%s', async (name, route) => {
    const who = declared.get(name)
    const nobody = await answerTo(route, 'nobody')
    if (who === 'anybody') return expect([400, 404]).toContain(nobody.status)
    expect(nobody, 'signed out').toEqual({ status: 401, code: 'signed_out' })
    for (const role of roles) {
      const own = await answerTo(route, { as: role })
      const foreign = await answerTo(route, { as: role, spa: portal.maple.tenantId })
      if (who === 'signed in') {
        expect([401, 403], role).not.toContain(own.status)
        continue
      }
      expect(foreign, `${role} in a foreign spa`).toEqual({ status: 403, code: 'not_your_spa' })
      if (who?.includes(role)) expect(['role_not_allowed', 'signed_out', 'not_your_spa'], role).not.toContain(own.code)
      else expect(own, role).toEqual({ status: 403, code: 'role_not_allowed' })
      expect(own.status, role).toBeLessThan(500)
    }
  })
})

describe('a provider', () => {
  it('sees their own day and no money, and nothing of a colleague’s', async () => {
    const { tenant, leeId, ortizId } = portal.willow
    await tenant.db.membership.updateMany({ where: { role: 'provider' }, data: { providerId: leeId } })
    const customer = await tenant.db.customer.create({ data: { givenName: 'Ida', familyName: 'Berg' } })
    const book = (providerId: string, reference: string, hour: number) =>
      tenant.db.appointment.create({
        data: {
          reference,
          customerId: customer.id,
          serviceId: portal.willow.botoxId,
          providerId,
          locationId: portal.willow.locationId,
          startsAt: new Date(Date.UTC(2027, 2, 1, hour)),
          endsAt: new Date(Date.UTC(2027, 2, 1, hour, 30)),
          priceCents: 43_217,
          idempotencyKey: reference,
        },
      })
    const own = await book(leeId, 'OWN1', 15)
    const other = await book(ortizId, 'OTHER1', 16)
    const ask = async (path: string) => portal.ask(path, { as: 'provider' })

    const day = await (await ask('day?date=2027-03-01')).text()
    expect(day).toContain('OWN1')
    expect(day).not.toContain('OTHER1')
    const detail = await (await ask(`appointments/${own.id}`)).text()
    expect(day + detail).not.toContain('43217')
    expect((await ask(`appointments/${other.id}`)).status).toBe(404)
    const act = async (id: string, action: string) =>
      (await portal.ask(`appointments/${id}/action`, { as: 'provider', method: 'POST', body: { action } })).status
    expect(await act(other.id, 'check_in')).toBe(404)
    expect(await act(own.id, 'waive_fee')).toBe(403)
    expect(await (await portal.ask(`appointments/${own.id}`)).text()).toContain('43217')
  })

  it('sees nobody’s calendar before one is theirs', async () => {
    await portal.willow.tenant.db.membership.updateMany({ where: { role: 'provider' }, data: { providerId: null } })
    const day = await (await portal.ask('day?date=2027-03-01', { as: 'provider' })).json()
    expect(day).toMatchObject({ providers: [] })
    expect((await portal.ask('customers?search=Ida', { as: 'provider' })).status).toBe(200)
    expect(await (await portal.ask('customers?search=Ida', { as: 'provider' })).text()).not.toContain('Berg')
  })
})
