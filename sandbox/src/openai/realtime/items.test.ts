import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../start-sandbox.ts'
import type { MindItem } from '../mind/mind-request.ts'
import { Conversation } from './conversation.ts'
import { connect, startQuickSandbox } from './test-client.ts'
import type { TestClient } from './test-client.ts'

let sandbox: Sandbox
let client: TestClient
let seen: readonly MindItem[] = []
let instructions: (string | null | undefined)[] = []
beforeAll(async () => {
  sandbox = await startQuickSandbox((request) => {
    seen = request.items
    instructions = [request.instructions, request.responseInstructions]
    return { text: 'Yes.', toolCalls: [] }
  })
})
beforeEach(async () => {
  client = await connect(sandbox)
  await client.configure({ instructions: 'Be brief.', output_modalities: ['text'] })
})
afterAll(() => sandbox.close())

const message = (role: string, text: string, id?: string): Record<string, unknown> => ({
  type: 'message',
  role,
  ...(id ? { id } : {}),
  content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }],
})

async function create(item: Record<string, unknown>, after?: string): Promise<string | null> {
  const count = client.all('conversation.item.added').length + 1
  client.send({ type: 'conversation.item.create', item, ...(after === undefined ? {} : { previous_item_id: after }) })
  return (await client.next('conversation.item.added', count)).previous_item_id ?? null
}

async function answered(response: Record<string, unknown> = {}): Promise<void> {
  const count = client.all('response.done').length + 1
  client.send({ type: 'response.create', response })
  await client.next('response.done', count)
}

describe('items that the client creates', () => {
  it('are acknowledged twice, keep their id, and are chained', async () => {
    expect(await create(message('user', 'one', 'a'))).toBeNull()
    expect(await create(message('assistant', 'two', 'b'))).toBe('a')
    expect(await create(message('system', 'zero', 'z'), 'root')).toBeNull()
    expect(await create(message('user', 'one and a half', 'c'), 'a')).toBe('a')
    expect(await create(message('user', 'three', 'd'), '')).toBe('b')
    expect(client.all('conversation.item.done').map(({ item }) => item.id)).toEqual(['a', 'b', 'z', 'c', 'd'])
    await answered()
    expect(seen.map((item) => ('text' in item ? item.text : ''))).toEqual([
      'zero',
      'one',
      'one and a half',
      'two',
      'three',
    ])
  })

  it('leave a chain without a gap when one is deleted', async () => {
    await create(message('user', 'one', 'a'))
    await create(message('user', 'two', 'b'))
    client.send({ type: 'conversation.item.delete', item_id: 'b' })
    await client.next('conversation.item.deleted')
    expect(await create(message('user', 'three', 'c'))).toBe('a')
  })

  it('may come twice with one id, as with the live service', async () => {
    await create(message('user', 'one', 'a'))
    expect(await create(message('user', 'one again', 'a'))).toBe('a')
  })

  it('take a call and one output for it; a second output is written down', async () => {
    sandbox.control.clearViolations()
    await create({ type: 'function_call', name: 'f', call_id: 'call_1', arguments: '{}' })
    const output = { type: 'function_call_output', call_id: 'call_1', output: '{"ok":true}' }
    await create(output)
    expect(sandbox.control.violations()).toEqual([])
    await create(output)
    expect(sandbox.control.violations()).toMatchObject([{ kind: 'tool_output_twice' }])
  })

  it('may bring audio, which is heard and not sent back', async () => {
    await create({
      type: 'message',
      role: 'user',
      content: [{ type: 'input_audio', audio: 'AAAA', transcript: 'from a file' }],
    })
    expect(client.all('conversation.item.added').at(-1)!.item).toMatchObject({
      content: [{ type: 'input_audio', transcript: 'from a file' }],
    })
    await answered()
    expect(seen).toEqual([{ type: 'message', role: 'user', text: 'from a file' }])
  })
})

describe('response.create', () => {
  it('sees the session without overrides', async () => {
    await create(message('user', 'hello', 'a'))
    await answered()
    expect(instructions).toEqual(['Be brief.', null])
  })

  it('puts its own instructions in the place of the session’s', async () => {
    await answered({ instructions: 'Say hello.' })
    expect(instructions).toEqual(['Say hello.', 'Say hello.'])
  })

  it('takes items and references in the place of the conversation', async () => {
    await create(message('user', 'kept', 'a'))
    await create(message('user', 'left out', 'b'))
    await answered({ input: [{ type: 'item_reference', id: 'a' }, message('user', 'new')], conversation: 'none' })
    expect(seen.map((item) => ('text' in item ? item.text : ''))).toEqual(['kept', 'new'])
    await answered({ input: [] })
    expect(seen).toEqual([])
  })

  it('carries metadata through, and an answer in the conversation is remembered', async () => {
    await answered({ metadata: { reason: 'greeting' } })
    expect(client.all('response.created')[0]!.response.metadata).toEqual({ reason: 'greeting' })
    expect(client.all('response.done')[0]!.response.metadata).toEqual({ reason: 'greeting' })
    await answered()
    expect(seen).toEqual([{ type: 'message', role: 'assistant', text: 'Yes.' }])
  })
})

it('a chain has every item once, whatever is added and removed', () => {
  const step = fc.record({ add: fc.boolean(), place: fc.nat({ max: 20 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const conversation = new Conversation()
      const expected: string[] = []
      for (const [index, { add, place }] of steps.entries()) {
        const at = expected.length === 0 ? -1 : place % expected.length
        if (!add) {
          const [gone] = at === -1 ? [] : expected.splice(at, 1)
          expect(conversation.remove(gone ?? 'nobody')).toBe(gone !== undefined)
          continue
        }
        const id = `i${index}`
        const after = at === -1 ? 'root' : expected[at]!
        const entry = { item: { id, type: 'message' as const, role: 'user' as const, content: [] } }
        expect(conversation.add(entry, after)).toBe(at === -1 ? null : after)
        expected.splice(at + 1, 0, id)
        expect(conversation.previousOf(entry)).toBe(at === -1 ? null : after)
      }
      expect(conversation.entries().map(({ item }) => item.id)).toEqual(expected)
    }),
  )
})
