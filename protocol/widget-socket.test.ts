import { describe, expect, it } from 'vitest'
import { ClientMessage, MAX_CHAT_CHARACTERS } from './widget-socket.ts'

const isAccepted = (message: unknown) => ClientMessage.safeParse(message).success

describe('what a widget may send', () => {
  it('takes a message up to the limit, in any script', () => {
    expect(isAccepted({ type: 'chat.send', id: 'a', text: 'x'.repeat(MAX_CHAT_CHARACTERS) })).toBe(true)
    expect(isAccepted({ type: 'chat.send', id: 'a', text: 'مرحبا 👩🏽‍⚕️' })).toBe(true)
  })

  it('refuses empty, overlong and unidentified messages', () => {
    expect(isAccepted({ type: 'chat.send', id: 'a', text: '' })).toBe(false)
    expect(isAccepted({ type: 'chat.send', id: 'a', text: 'x'.repeat(MAX_CHAT_CHARACTERS + 1) })).toBe(false)
    expect(isAccepted({ type: 'chat.send', text: 'hello' })).toBe(false)
  })

  it('refuses played samples that cannot be', () => {
    const report = { type: 'playback.report', epoch: 0, item: 1, samples: 480 }
    expect(isAccepted(report)).toBe(true)
    for (const samples of [-1, 1.5, Number.NaN, '480', null]) expect(isAccepted({ ...report, samples })).toBe(false)
  })
})
