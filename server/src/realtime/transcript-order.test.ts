import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TranscriptOrder } from './transcript-order.ts'

/** A transcript of keys, as the conversation would keep it. */
function write(transcript: string[], key: string, afterKey: string | null) {
  const at = afterKey === null ? transcript.length : transcript.indexOf(afterKey) + 1
  transcript.splice(at, 0, key)
}

describe('the order of a call', () => {
  it('is the spoken one, whatever order items are told in', () => {
    const ids = Array.from({ length: 8 }, (_, index) => `item-${index}`)
    const silent = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 3 })
    const told = fc.shuffledSubarray(ids.slice(1), { minLength: 7 })
    fc.assert(
      fc.property(told, silent, (order, unspoken) => {
        const transcript: string[] = []
        const chain = new TranscriptOrder()
        ids.forEach((id, index) => chain.link(id, ids[index - 1] ?? null))
        // The first is in its place before anything else is: the greeting.
        write(transcript, 'item-0', chain.place('item-0', 'item-0'))
        for (const id of order) {
          if (unspoken.includes(ids.indexOf(id))) continue
          write(transcript, id, chain.place(id, id))
        }
        expect(transcript).toEqual(ids.filter((_, index) => !unspoken.includes(index)))
      }),
    )
  })

  it('puts what stands in no chain at the end', () => {
    const chain = new TranscriptOrder()
    chain.link('user', null)
    chain.place('user', 'user')
    expect(chain.place('aside', 'aside')).toBeNull()
    chain.link('answer', 'call')
    chain.link('call', 'user')
    expect(chain.place('answer', 'answer')).toBeNull()
  })

  it('survives a chain that bites its own tail', () => {
    const chain = new TranscriptOrder()
    chain.link('a', 'b')
    chain.link('b', 'a')
    expect(chain.place('a', 'a')).toBeNull()
    expect(chain.place('b', 'b')).toBe('a')
  })
})
