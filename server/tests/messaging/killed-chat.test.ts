import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWidget } from '../harness/widget-client.ts'
import { OUTSIDE, serviceStage, type ServiceStage } from './service-stage.ts'

const words = 'How late are you open?'
const within = { timeout: 20_000, interval: 50 }
let stage: ServiceStage

beforeAll(async () => {
  stage = await serviceStage()
}, 60_000)
afterAll(() => stage.close())

it('what was shown and not yet stored when its server was killed is sent again, stored and answered once', async () => {
  const first = await stage.startProcess()
  const { client, session } = await openWidget(first, { siteKey: 'willow', origin: OUTSIDE })
  const { conversationId, resumeKey } = session
  const written = stage.tenant.db.communicationMessage
  const where = { conversationId, author: 'customer' as const }

  // The database cannot write to this conversation: what the widget is shown is in memory alone.
  const locked = Promise.withResolvers<void>()
  const unlock = Promise.withResolvers<void>()
  const holding = stage.admin.$transaction(
    async (tx) => {
      await tx.$executeRaw`select id from conversations where id = ${conversationId}::uuid for update`
      locked.resolve()
      await unlock.promise
    },
    { timeout: 60_000 },
  )
  await locked.promise
  client.send({ type: 'chat.send', id: 'mine', text: words })
  await client.next('message', ({ message }) => message.clientId === 'mine')
  // A round trip later it is still only shown.
  client.send({ type: 'ping', sentAt: 1 })
  await client.next('pong')
  expect(client.received.filter(({ type }) => type === 'stored')).toEqual([])
  await first.kill()
  await client.closed
  unlock.resolve()
  await holding
  expect(await written.count({ where })).toBe(0)

  // What the widget does when it comes back: nothing told it that this was stored, and it is not in the whole state.
  const second = await stage.startProcess()
  const request = { siteKey: 'willow', origin: OUTSIDE, resume: { conversationId, resumeKey } }
  const { client: again } = await openWidget(second, request)
  expect((await again.next('ready')).messages.filter(({ clientId }) => clientId === 'mine')).toEqual([])
  again.send({ type: 'chat.send', id: 'mine', text: words })
  again.send({ type: 'chat.send', id: 'mine', text: words })
  expect(await again.next('stored')).toMatchObject({ clientId: 'mine' })
  expect(await written.count({ where })).toBe(1)
  const answers = () => written.count({ where: { conversationId, text: 'We are open until five.' } })
  await expect.poll(answers, within).toBe(1)
  await again.next('message', ({ message }) => message.text === 'We are open until five.' && message.isFinal)
  await again.close()
  expect(await written.count({ where })).toBe(1)
  expect(await answers()).toBe(1)
}, 60_000)
