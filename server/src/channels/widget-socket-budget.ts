/** What one socket may use: it fills up steadily and is emptied by use. `now` in ms, any clock that only goes forward. */
export class Budget {
  readonly #capacity: number
  readonly #perSecond: number
  #left: number
  #at: number

  constructor(options: { capacity: number; perSecond: number; now: number }) {
    this.#capacity = options.capacity
    this.#perSecond = options.perSecond
    this.#left = options.capacity
    this.#at = options.now
  }

  /** Takes `amount`, or nothing and false when there is not enough. */
  take(amount: number, now: number): boolean {
    this.#left = Math.min(this.#capacity, this.#left + ((now - this.#at) / 1000) * this.#perSecond)
    this.#at = now
    if (amount > this.#left) return false
    this.#left -= amount
    return true
  }
}
