import { expect, it } from 'vitest'
import { replyChannels } from './reply-channels.ts'

const row = {
  channel: 'chat' as const,
  channels: ['chat' as const, 'email' as const],
  theirAddress: 'ana@mail.example',
  customer: { identities: [{ kind: 'phone' as const }, { kind: 'email' as const }] },
}
const from = (channel: 'chat' | 'email' | 'voice') => ({ author: 'customer' as const, channel })
const ofStaff = { author: 'staff' as const, channel: 'sms' as const }

it('offers first the channel by which the customer wrote last, whatever was sent since', () => {
  expect(replyChannels({ ...row, messages: [ofStaff, from('email'), from('chat')] })).toEqual(['email', 'chat', 'sms'])
  expect(replyChannels({ ...row, messages: [from('chat'), from('email')] })[0]).toBe('chat')
})

it('offers the website after a call, and never a channel that leads nowhere', () => {
  expect(replyChannels({ ...row, customer: null, theirAddress: null, messages: [from('voice')] })).toEqual(['chat'])
})
