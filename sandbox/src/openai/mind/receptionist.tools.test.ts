import { describe, expect, it } from 'vitest'
import type { MindItem } from './mind-request.ts'
import { SimulatedSpa } from './simulation/simulated-spa.ts'
import { Talk, ask, message, talk } from './simulation/talk.ts'

describe('what tools answer', () => {
  it('offers the nearest times when one has just been taken', () => {
    const spa = new SimulatedSpa().next('hold_slot', {
      ok: false,
      reason: 'slot_taken',
      say: 'That time has just been taken. The nearest I have is Tuesday, December 1 at 3:15 PM with Dr. Lee. Would that work?',
      openings: [{ slot: 'SL_NEAR', label: 'Tuesday, December 1 at 3:15 PM', provider: 'Dr. Lee' }],
    })
    const answers = talk(spa, 'botox on tuesday', '2:30', 'yes')
    expect(answers[1]).toContain('just been taken')
    expect(spa.calls).toContainEqual({ name: 'hold_slot', args: { slot: 'SL_NEAR' } })
  })

  it('looks again when a time has run out', () => {
    const spa = new SimulatedSpa().next('book_appointment', {
      ok: false,
      reason: 'slot_expired',
      say: 'I kept that time for a while, but not any longer. Shall I look again?',
    })
    const answers = talk(spa, 'botox on tuesday', '2:30', 'Ana Silva', '212 555 0177')
    expect(answers.at(-1)).toMatch(/not any longer.*I have/)
    expect(answers.at(-1)).not.toContain('Shall I look again')
  })

  it('asks for what is missing', () => {
    const spa = new SimulatedSpa().next('book_appointment', {
      ok: false,
      reason: 'needs_contact',
      say: 'That phone number seems short. Could you give it to me again?',
    })
    const conversation = new Talk(spa)
    for (const line of ['botox on tuesday', '2:30', 'Ana Silva']) conversation.say(line)
    expect(conversation.say('212 555 0177')).toContain('Could you give it to me again?')
    expect(conversation.say('sorry, 212 555 0178')).toContain('Shall I book it?')
  })

  it('repairs arguments that were refused', () => {
    const spa = new SimulatedSpa().next('book_appointment', {
      ok: false,
      reason: 'invalid_arguments',
      issues: [{ path: 'email', message: 'Invalid email' }],
    })
    const answers = talk(
      spa,
      'botox on tuesday',
      '2:30',
      'Ana Silva',
      'ana@example.com',
      'ana.silva@example.com',
      'yes',
    )
    expect(answers[3]).toMatch(/email/i)
    expect(spa.booked).toMatchObject([{ email: 'ana.silva@example.com' }])
  })

  it.each(['unavailable', 'timeout'])('offers a message when the book is %s, and takes it', (reason) => {
    const spa = new SimulatedSpa().next('find_openings', { ok: false, reason })
    const answers = talk(spa, 'botox on tuesday', 'yes please', 'Ana Silva', '212 555 0177')
    expect(answers[0]).toMatch(/message/)
    expect(spa.messages).toMatchObject([
      { message: expect.stringMatching(/botox/i) as string, given_name: 'Ana', phone: '+12125550177' },
    ])
  })

  it('says exactly what must be said', () => {
    const say = 'Deposits of $50 are kept when you cancel late. Do you agree?'
    const spa = new SimulatedSpa().next('book_appointment', { ok: false, reason: 'needs_policy', say, mustSay: true })
    const answers = talk(spa, 'botox on tuesday', '2:30', 'Ana Silva', '212 555 0177')
    expect(answers.at(-1)).toBe(say)
  })

  it('says what an answer says when its reason is new to her', () => {
    const spa = new SimulatedSpa().next('find_openings', {
      ok: false,
      reason: 'full_moon',
      say: 'We do not book at full moon. Would another day work?',
    })
    expect(talk(spa, 'botox on tuesday')[0]).toContain('We do not book at full moon. Would another day work?')
  })

  it('does not take prose instead of JSON amiss', () => {
    const items: MindItem[] = [
      message('user', 'when do you open?'),
      { type: 'function_call', callId: 'c', name: 'answer_question', arguments: '{"question":' },
      { type: 'function_call_output', callId: 'c', output: 'We open at nine.' },
    ]
    expect(ask({ items }).text).toContain('We open at nine.')
  })

  it('stops when tools lead nowhere', () => {
    const spa = new SimulatedSpa()
    for (let times = 0; times < 20; times++) spa.next('hold_slot', { ok: false, reason: 'unknown_slot' })
    const answers = talk(spa, 'botox on tuesday', '2:30', 'first', 'first', 'first')
    expect(answers.at(-1)).not.toBe('')
  })
})

describe('appointments that exist', () => {
  it('are moved only after a code', () => {
    const spa = new SimulatedSpa()
    const answers = talk(
      spa,
      'I need to move my appointment to Thursday',
      '212 555 0177',
      '111111',
      '421900',
      'the last one',
      'yes',
    )
    expect(answers[0]).toMatch(/phone number or email/)
    expect(answers[2]).toMatch(/not the code/)
    expect(spa.moved).toMatchObject([{ appointment: 'AP_1', confirmed: true }])
    expect(spa.labelOf(spa.moved[0]?.slot)).toContain('Thursday')
  })

  it('are cancelled after a yes, and kept after a no', () => {
    const cancelled = new SimulatedSpa()
    cancelled.isIdentified = true
    talk(cancelled, 'please call off my visit', 'yes')
    expect(cancelled.cancelled).toHaveLength(1)
    const kept = new SimulatedSpa()
    kept.isIdentified = true
    const answers = talk(kept, 'please call off my visit', 'no, keep it')
    expect(kept.cancelled).toEqual([])
    expect(answers[1]).toMatch(/stays/)
  })

  it('that was booked a moment ago is moved by its reference', () => {
    const spa = new SimulatedSpa().next('book_appointment', { ok: true, reference: 'AP_9', service: 'Botox' })
    talk(spa, 'botox on tuesday', '2:30', 'Ana Silva', '212 555 0177', 'can I move it to Friday?')
    expect(spa.calls.at(-1)).toMatchObject({ name: 'find_openings', args: { moving: 'AP_9' } })
  })

  it('asks whether to move or cancel when somebody cannot come', () => {
    const spa = new SimulatedSpa()
    spa.isIdentified = true
    const answers = talk(spa, "I can't make it on Monday", 'cancel it', 'yes')
    expect(answers[0]).toMatch(/move it .*or cancel/)
    expect(spa.cancelled).toHaveLength(1)
  })

  it('asks which one when there are several', () => {
    const spa = new SimulatedSpa().next('find_my_appointments', {
      ok: true,
      appointments: [
        { reference: 'AP_1', service: 'Botox', label: 'Monday, November 30 at 11:00 AM' },
        { reference: 'AP_2', service: 'HydraFacial', label: 'Friday, December 4 at 2:00 PM' },
      ],
    })
    const answers = talk(spa, 'cancel my appointment', 'the facial one', 'yes')
    expect(answers[0]).toMatch(/Which appointment/)
    expect(spa.cancelled).toMatchObject([{ appointment: 'AP_2' }])
  })

  it('are nobody else’s business', () => {
    const spa = new SimulatedSpa()
    const [answer] = talk(spa, 'what time is my husband coming in tomorrow?')
    expect(answer).toMatch(/can't discuss/)
    expect(spa.calls).toEqual([])
  })
})
