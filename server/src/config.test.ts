import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const database = { DATABASE_URL: 'postgresql://ava_app:secret@127.0.0.1:5432/ava' }
const production = {
  ...database,
  NODE_ENV: 'production',
  PUBLIC_BASE_URL: 'https://ava.example.com',
  AUTH_SECRET: 'a'.repeat(32),
  ENCRYPTION_KEYS: `k1:${'a'.repeat(43)}=`,
  OPENAI_API_KEY: 'sk-1',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_FROM: '+15550100000',
  SENDGRID_API_KEY: 'SG.1',
  SENDGRID_FROM: 'ava@example.com',
  GOOGLE_CLIENT_ID: '1.apps.googleusercontent.com',
  GOOGLE_CLIENT_SECRET: 'secret',
}

function problems(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('without any key', () => {
  it('points every provider at the sandbox and says so', () => {
    const config = readConfig({ ...database, SANDBOX_PORT: '4001' })
    expect(config.sandboxed).toEqual(['OpenAI', 'Twilio', 'SendGrid', 'Google Calendar'])
    expect(config.google.baseUrl).toBe('http://127.0.0.1:4001/google')
    expect(config.openai.baseUrl).toBe('http://127.0.0.1:4001/openai/v1')
    expect(config.twilio.baseUrl).toBe('http://127.0.0.1:4001/twilio')
    expect(config.sendgrid.baseUrl).toBe('http://127.0.0.1:4001/sendgrid')
  })

  it('takes an empty value for one that is not set', () => {
    expect(readConfig({ ...database, OPENAI_API_KEY: '', PORT: '' })).toMatchObject({
      port: 3000,
      openai: { isSandboxed: true },
    })
  })

  it('makes a secret of its own that nobody knows', () => {
    expect(readConfig(database).authSecret).not.toBe(readConfig(database).authSecret)
  })
})

describe('with keys', () => {
  it('talks to the providers themselves', () => {
    const config = readConfig(production)
    expect(config.sandboxed).toEqual([])
    expect(config.openai.baseUrl).toBe('https://api.openai.com/v1')
    expect(config.twilio.baseUrl).toBeNull()
    expect(config.google.baseUrl).toBeNull()
  })

  it('serves the rest from the sandbox', () => {
    expect(readConfig({ ...database, OPENAI_API_KEY: 'sk-1' }).sandboxed).toEqual([
      'Twilio',
      'SendGrid',
      'Google Calendar',
    ])
  })

  it('refuses a provider that is half set up', () => {
    expect(problems({ ...database, TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` })).toEqual([
      'Twilio is half set up: TWILIO_AUTH_TOKEN and TWILIO_FROM are missing too.',
    ])
  })
})

describe('in production', () => {
  it.each([
    'AUTH_SECRET',
    'ENCRYPTION_KEYS',
    'OPENAI_API_KEY',
    'SENDGRID_API_KEY',
    'SENDGRID_FROM',
    'GOOGLE_CLIENT_ID',
    'GOOGLE_CLIENT_SECRET',
    'TWILIO_AUTH_TOKEN',
    'PUBLIC_BASE_URL',
    'DATABASE_URL',
  ])('does not start without %s', (name) => {
    const found = problems({ ...production, [name]: undefined })
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(name)
  })

  it('does not show itself over plain http', () => {
    expect(problems({ ...production, PUBLIC_BASE_URL: 'http://ava.example.com' })).toHaveLength(1)
  })
})

describe('mistakes', () => {
  it.each([
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['PORT', '3000.5'],
    ['DATABASE_URL', 'mysql://x/y'],
    ['DATABASE_URL', 'not a url'],
    ['PUBLIC_BASE_URL', 'ava.example.com'],
    ['PUBLIC_BASE_URL', 'https://ava.example.com/path'],
    ['AUTH_SECRET', 'short'],
    ['ENCRYPTION_KEYS', 'k1:short'],
    ['LOG_LEVEL', 'loud'],
    ['TRUST_PROXY', 'true'],
    ['OPENAI_BASE_URL', 'http://evil.example/v1'],
    ['OPENAI_BASE_URL', 'ftp://127.0.0.1'],
    ['OPENAI_BASE_URL', 'https://proxy.example/v1'],
    ['TWILIO_BASE_URL', 'http://127.0.0.1.evil.example'],
    ['SENDGRID_BASE_URL', 'http://localhost@evil.example'],
    ['GOOGLE_BASE_URL', 'http://google.example'],
    ['TWILIO_ANSWERS_OPT_OUT', 'maybe'],
    ['LIMIT_SOCKETS_PER_IP', '0'],
  ])('names %s=%s in a sentence', (name, value) => {
    const found = problems({ ...database, [name]: value })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(`^${name} .*\\.$`))
  })

  it('are named all at once', () => {
    const found = problems({
      PORT: 'x',
      AUTH_SECRET: 'y',
      OPENAI_BASE_URL: 'z',
      TWILIO_AUTH_TOKEN: 't',
      LOG_LEVEL: 'loud',
    })
    expect(found).toHaveLength(6)
    expect(new ConfigError(found).message.split('\n')).toHaveLength(7)
  })

  it('never show the value of a secret', () => {
    expect(problems({ ...database, AUTH_SECRET: 'hunter2' }).join()).not.toContain('hunter2')
    expect(problems({ ...database, ENCRYPTION_KEYS: 'k1:hunter2' }).join()).not.toContain('hunter2')
    expect(problems({ DATABASE_URL: 'mysql://a:hunter2@b/c' }).join()).not.toContain('hunter2')
  })
})

it.each(['http://127.0.0.1:9/x', 'http://localhost:9', 'http://[::1]:9', 'https://127.0.0.1:9'])(
  'lets %s stand in for a provider',
  (url) => {
    expect(readConfig({ ...database, OPENAI_BASE_URL: `${url}/` }).openai.baseUrl).toBe(url)
  },
)

it('knows the other names of a loopback address', () => {
  expect(readConfig({ ...database, PORT: '3000' }).ownOrigins).toEqual([
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
  ])
  expect(readConfig(production).ownOrigins).toEqual(['https://ava.example.com'])
})
