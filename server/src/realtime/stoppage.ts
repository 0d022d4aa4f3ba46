/** Noise may stop Ava this often in a row before she gives in. */
const MAX_CARRY_ONS = 2

/**
 * A voice stopped Ava; whether somebody really said something is known only later.
 * When nobody did, she has to go on by herself, or the call falls silent.
 */
export class Stoppage {
  #stoppedWhile: 'speaking' | 'thinking' | null = null
  #carryOns = 0

  get isOpen(): boolean {
    return this.#stoppedWhile !== null
  }

  begin(stoppedWhile: 'speaking' | 'thinking'): void {
    this.#stoppedWhile = stoppedWhile
  }

  /** A person did say something, or typed. */
  wasReal(): void {
    this.#stoppedWhile = null
    this.#carryOns = 0
  }

  /** It was nothing. Answers what to carry on with; null when it has been nothing too often. */
  wasNothing(): 'speaking' | 'thinking' | null {
    const was = this.#stoppedWhile
    this.#stoppedWhile = null
    this.#carryOns += 1
    return this.#carryOns > MAX_CARRY_ONS ? null : was
  }
}
