/** A message typed here that the server has not stored, as far as is known. */
export interface Unsent {
  id: string
  text: string
}

/** What was typed and is not known to be stored. The server stores each id once, so sending twice is safe. */
export class Outbox {
  #unsent: Unsent[] = []

  add(message: Unsent): void {
    this.#unsent.push(message)
  }
  /** It is stored, or it was refused. */
  settle(id: string | undefined): void {
    this.#unsent = this.#unsent.filter((message) => message.id !== id)
  }
  /** In the order they were typed. */
  all(): readonly Unsent[] {
    return this.#unsent
  }
  clear(): void {
    this.#unsent = []
  }
}
