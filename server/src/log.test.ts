import { Prisma } from './db/generated/client.ts'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLogger, type Logger } from './log.ts'
import { scrubText } from './log-scrub.ts'

function logged(write: (log: Logger) => void): string {
  let lines = ''
  write(createLogger({ level: 'trace', destination: { write: (line) => void (lines += line) } }))
  return lines
}

const people = [
  'jane.doe+spa@example.co.uk',
  'jane%40example.com',
  'JANE@EXAMPLE.COM',
  'josé@exämple.com',
  '+1 (555) 010-9999',
  '555-010-9999',
  '555.010.9999',
  '5550109999',
  '+15550109999',
  '%2B15550109999',
  '0044 20 7946 0958',
  '555\u00a0010\u00a09999',
  '٥٥٥٠١٠٩٩٩٩',
]

describe('scrubbing', () => {
  it.each(people)('hides %s anywhere in a message', (value) => {
    for (const text of [value, `call ${value} now`, `(${value})`, `tel:${value}.`, `?to=${value}&x=1`, `"${value}"`]) {
      expect(scrubText(text)).not.toContain(value)
    }
  })

  it.each([
    '019ac2f1-1234-7123-8456-123456789012',
    '2026-11-24T05:40:58.123Z',
    '192.168.100.200:3000',
    'took 1250 ms',
    'port 3000 is taken',
    'Node 26.10.0',
    'P2002',
  ])('keeps %s', (text) => {
    expect(scrubText(text)).toBe(text)
  })

  it('takes no longer for hostile text', () => {
    const started = performance.now()
    for (const text of ['1'.repeat(1e6), 'a@'.repeat(5e5), '1 '.repeat(5e5), 'a.'.repeat(5e5)]) scrubText(text)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('the logger', () => {
  it.each<[string, (log: Logger, value: string) => void]>([
    ['the message', (log, value) => log.info(`sent to ${value}`)],
    ['what is put into the message', (log, value) => log.info('sent to %s', value)],
    ['a field', (log, value) => log.info({ place: value }, 'x')],
    ['a nested field', (log, value) => log.info({ a: { b: [{ c: value }] } }, 'x')],
    ['an error', (log, value) => log.error(new Error(`no route to ${value}`))],
    ['an error under err', (log, value) => log.error({ err: new Error(value) }, 'x')],
    ['the cause of an error', (log, value) => log.error({ err: new Error('x', { cause: new Error(value) }) })],
    ['a field on an error', (log, value) => log.error(Object.assign(new Error('x'), { body: value, to: value }))],
    ['a child logger', (log, value) => log.child({ who: value }).info('x')],
  ])('hides addresses and numbers in %s', (_where, write) => {
    for (const value of people) expect(logged((log) => write(log, value))).not.toContain(value)
  })

  it('hides names and words, whatever the field is called', () => {
    const line = logged((log) =>
      log.info({
        customerName: 'Jane',
        given_name: 'Jane',
        transcript: 'Jane',
        surprise: 'My name is Jane',
        argumentsJson: '{"given_name":"Jane"}',
        deep: { text: 'Jane', list: ['I am Jane'] },
      }),
    )
    expect(line).not.toContain('Jane')
  })

  it('hides the arguments that Prisma prints in its errors', () => {
    const message =
      'Invalid `prisma.customer.create()` invocation in\n/app/x.ts:1:1\n\n{ data: { givenName: "Jane Doe" } }\nJane'
    const line = logged((log) => {
      log.error(new Prisma.PrismaClientValidationError(message, { clientVersion: '7' }))
      log.error(
        new Prisma.PrismaClientKnownRequestError(message, {
          code: 'P2002',
          clientVersion: '7',
          meta: { target: 'Jane' },
        }),
      )
    })
    expect(line).not.toContain('Jane')
    expect(line).toContain('prisma.customer.create()')
    expect(line).toContain('P2002')
  })

  it('hides what PostgreSQL, zod and JSON.parse quote', () => {
    const postgres = Object.assign(new Error('invalid input syntax for type uuid: "Jane"'), {
      severity: 'ERROR',
      code: '22P02',
      routine: 'x',
      detail: 'Key (name)=(Jane) exists',
      table: 'customers',
    })
    const zod = z.object({ a: z.literal('b') }).safeParse({ a: 'Jane' }).error
    const json = (() => {
      try {
        return JSON.parse('Jane Doe said')
      } catch (error) {
        return error
      }
    })()
    const line = logged((log) => [postgres, zod, json].forEach((error) => log.error(error)))
    expect(line).not.toContain('Jane')
    expect(line).toContain('22P02')
  })

  it('keeps what is needed to find a fault', () => {
    const line = logged((log) =>
      log.error(
        { err: new TypeError('x is not a function'), conversationId: 'abc', durationMs: 12, path: '/live' },
        'socket failed',
      ),
    )
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      msg: 'socket failed',
      conversationId: 'abc',
      durationMs: 12,
      path: '/live',
      err: { type: 'TypeError', message: 'x is not a function', stack: expect.stringContaining('log.test.ts') },
    })
  })

  it('writes one line whatever line breaks a message carries', () => {
    expect(
      logged((log) => log.info('a\n{"level":"error"}'))
        .trim()
        .split('\n'),
    ).toHaveLength(1)
  })
})
