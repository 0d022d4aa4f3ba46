import { createContext } from 'svelte'
import type { Messages } from '#lib/messages/messages-for.ts'
import { createSpaTime } from './spa-time.ts'

const tickMs = 20_000

/** The spa's time, with a "now" that moves on, so that "2 min ago" does not stand still. */
export class SpaClock {
  #now: number
  readonly #about: () => { timeZone: string; messages: Messages }
  readonly time = $derived.by(() => createSpaTime({ ...this.#about(), now: () => this.#now }))

  /** `startsAt`: when the server made the page, so that both render the same words. */
  constructor({ startsAt, about }: { startsAt: number; about: () => { timeZone: string; messages: Messages } }) {
    this.#now = $state(startsAt)
    this.#about = about
  }

  get now() {
    return this.#now
  }

  /** Runs until the returned function is called. */
  run(): () => void {
    const tick = () => (this.#now = Date.now())
    const timer = setInterval(tick, tickMs)
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }
}

export const [useSpaClock, setSpaClock] = createContext<SpaClock>()
