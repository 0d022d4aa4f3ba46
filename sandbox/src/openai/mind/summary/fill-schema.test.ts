import { describe, expect, it } from 'vitest'
import type { MindItem } from '../mind-request.ts'
import { message } from '../simulation/talk.ts'
import { summarise } from './fill-schema.ts'

const booked: MindItem[] = [
  message('user', 'Hi, could I get microneedling next Friday? My name is Iris Chen.'),
  message('assistant', 'I have Friday, December 4 at 2:30 PM with Dr. Lee. Shall I book it?'),
  message('user', 'yes, perfect, thank you'),
  message('assistant', "You're booked for Friday, December 4 at 2:30 PM."),
]
const fill = (properties: Record<string, unknown>, items = booked, instructions = 'Sum up.') =>
  summarise({
    schema: { type: 'object', properties, required: Object.keys(properties) },
    instructions,
    items,
  }) as Record<string, unknown>

describe('a structured answer about a conversation', () => {
  it('tells what was wanted and how it ended, from what was said', () => {
    const { summary } = fill({ summary: { type: 'string', maxLength: 600 } })
    expect(summary).toMatch(/wanted to book microneedling.*next friday.*booked for Friday, December 4 at 2:30 PM/i)
  })

  it('keeps to lengths, choices, ranges and nulls', () => {
    expect(
      fill({
        summary: { type: 'string', maxLength: 20 },
        outcome: { enum: ['no_booking', 'appointment_booked'] },
        sentiment: { type: 'string', enum: ['negative', 'positive'] },
        satisfaction: { type: 'integer', minimum: 1, maximum: 5 },
        callback_number: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        customer: { $ref: '#/$defs/nothing', type: 'object', properties: { given_name: { type: 'string' } } },
        services: { type: 'array', items: { type: 'string' }, maxItems: 1 },
      }),
    ).toMatchObject({
      summary: expect.stringMatching(/^.{1,20}$/) as string,
      outcome: 'appointment_booked',
      sentiment: 'positive',
      satisfaction: 5,
      callback_number: null,
      customer: { given_name: 'Iris' },
      services: ['microneedling'],
    })
  })

  it('believes the outcome it is told over the words', () => {
    const { outcome } = fill(
      { outcome: { type: 'string' } },
      booked,
      'What the booking system recorded as the outcome: cancelled.',
    )
    expect(outcome).toBe('cancelled')
  })

  it('reads a transcript that comes as one text', () => {
    const text = 'Customer: I want to cancel my appointment, this is ridiculous\nAva: It is cancelled.'
    expect(fill({ outcome: { type: 'string' }, sentiment: { type: 'string' } }, [message('user', text)])).toEqual({
      outcome: 'cancelled',
      sentiment: 'negative',
    })
  })

  it('makes up nothing where nothing was said', () => {
    expect(
      fill(
        {
          summary: { type: 'string' },
          phone: { type: 'string' },
          booked: { type: 'boolean' },
          questions: { type: 'array', items: { type: 'string' } },
        },
        [],
      ),
    ).toEqual({
      summary: 'The visitor said nothing. Nothing was booked.',
      phone: '',
      booked: false,
      questions: [],
    })
  })
})
