/** Ava's voice is low while either side thinks that the visitor speaks over her. */
export class BargeInDuck {
  #apply: (isDucked: boolean) => void
  #isSuspected = false
  #isByServer = false
  #isDucked = false

  constructor(apply: (isDucked: boolean) => void) {
    this.#apply = apply
  }

  /** This page heard something: at once, before the server can know. */
  suspect(): void {
    this.#set(true, this.#isByServer)
  }
  dismiss(): void {
    this.#set(false, this.#isByServer)
  }
  byServer(isDucked: boolean): void {
    this.#set(this.#isSuspected && isDucked, isDucked)
  }
  /** Whatever she says next begins at full voice. */
  avaStopped(): void {
    this.#set(false, false)
  }

  #set(isSuspected: boolean, isByServer: boolean): void {
    this.#isSuspected = isSuspected
    this.#isByServer = isByServer
    const isDucked = isSuspected || isByServer
    if (isDucked === this.#isDucked) return
    this.#isDucked = isDucked
    this.#apply(isDucked)
  }
}
