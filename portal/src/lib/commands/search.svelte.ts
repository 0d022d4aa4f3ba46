import { SearchAnswer } from '@ava/protocol/portal/search.ts'

const quietMs = 150
const nothing: SearchAnswer = { customers: [], conversations: [], appointments: [] }

/** What is found while somebody types: the newest words count, older answers that come late do not. */
export class Search {
  found = $state.raw<SearchAnswer>(nothing)
  state = $state<'idle' | 'searching' | 'failed'>('idle')
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking: AbortController | undefined

  look(words: string) {
    this.stop()
    if (words.trim() === '') {
      this.found = nothing
      this.state = 'idle'
      return
    }
    this.state = 'searching'
    this.#timer = setTimeout(() => void this.#ask(words), quietMs)
  }

  stop() {
    clearTimeout(this.#timer)
    this.#asking?.abort()
  }

  async #ask(words: string) {
    const asking = (this.#asking = new AbortController())
    const body = new FormData()
    body.set('words', words)
    try {
      const answer = await fetch('/search', { method: 'POST', body, signal: asking.signal })
      if (!answer.ok) throw new Error(`The search answered ${answer.status}`)
      this.found = SearchAnswer.parse(await answer.json())
      this.state = 'idle'
    } catch (cause) {
      // Newer words took its place.
      if (asking.signal.aborted) return
      this.found = nothing
      this.state = 'failed'
      if (!(cause instanceof Error)) throw cause
    }
  }
}
