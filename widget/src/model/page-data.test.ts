import { ClientMessage } from '@ava/protocol/widget-socket.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PageData } from './page-data.ts'

const page = { url: 'https://glow.example/', title: 'Glow' }

it('passes on who the page says the visitor is, and what it says of itself', () => {
  const data = new PageData()
  data.identify({ name: 'Dana', plan: 'gold' })
  data.identify({ phone: '212' })
  data.setContext({ cart: 3 })
  expect(data.messages(page)).toEqual([
    { type: 'context.set', pageUrl: page.url, pageTitle: 'Glow', values: { cart: '3' } },
    { type: 'identify', name: 'Dana', email: undefined, phone: '212' },
  ])
})

it('makes messages that the server takes, whatever the page hands in', () => {
  const anything = fc.anything({ maxDepth: 2 })
  fc.assert(
    fc.property(anything, anything, fc.string({ maxLength: 5_000 }), (claims, values, text) => {
      const data = new PageData()
      data.identify(claims)
      data.identify({ name: text, email: text, phone: text })
      data.setContext(values)
      data.setContext({ [text]: text })
      for (const message of data.messages({ url: text, title: text })) {
        expect(ClientMessage.safeParse(JSON.parse(JSON.stringify(message))).error).toBeUndefined()
      }
    }),
  )
})
