import { createContext, untrack } from 'svelte'

export interface Toast {
  id: number
  kind: 'done' | 'problem'
  text: string
  /** Takes back what was just done. */
  undo: (() => void | Promise<void>) | undefined
}

const shownMs = 6_000
/** Somebody has to be able to decide, also with a screen reader. */
const shownWithUndoMs = 12_000
const maxShown = 3

/** Short words about what was just done, at the edge of the page. What must not be missed belongs on the page itself. */
export class Toasts {
  shown = $state<Toast[]>([])
  /** While somebody points at them or is in them, none goes. */
  #isHeld = false
  #lastId = 0
  readonly #timers: Record<number, ReturnType<typeof setTimeout>> = {}

  show({ text, kind = 'done', undo }: { text: string; kind?: Toast['kind']; undo?: Toast['undo'] }) {
    const id = ++this.#lastId
    // An effect that shows one does not wait for others.
    this.shown = [...untrack(() => this.shown), { id, kind, text, undo }].slice(-maxShown)
    this.#letGo(id, undo ? shownWithUndoMs : shownMs)
  }

  close(id: number) {
    clearTimeout(this.#timers[id])
    delete this.#timers[id]
    this.shown = this.shown.filter((toast) => toast.id !== id)
    if (this.shown.length === 0) this.#isHeld = false
  }

  hold() {
    this.#isHeld = true
  }

  release() {
    this.#isHeld = false
    for (const { id } of this.shown) this.#letGo(id, shownMs)
  }

  #letGo(id: number, afterMs: number) {
    clearTimeout(this.#timers[id])
    const go = () => (this.#isHeld ? undefined : this.close(id))
    this.#timers[id] = setTimeout(go, afterMs)
  }
}

export const [useToasts, setToasts] = createContext<Toasts>()
