import { tick } from 'svelte'

/** Whether a form holds something that was not saved. */
export class FormState {
  isChanged = $state(false)
  #form: HTMLFormElement | null = null
  #saved = ''
  #sent: string | null = null

  /** Watches a form from how it stands now. Returns what ends that. */
  follow(form: HTMLFormElement): () => void {
    this.#form = form
    this.#saved = contentOf(form)
    const watching = new AbortController()
    const { signal } = watching
    // What is bound to a select gets there after this: until then the form is not as it stands.
    void tick().then(() => {
      if (signal.aborted) return
      this.#saved = contentOf(form)
      this.isChanged = false
    })
    const look = () => (this.isChanged = contentOf(form) !== this.#saved)
    form.addEventListener('input', look, { signal })
    form.addEventListener('change', look, { signal })
    // Rows that are added and removed change the form without an event of their own.
    const rows = new MutationObserver(look)
    rows.observe(form, { childList: true, subtree: true })
    form.addEventListener('submit', () => (this.#sent = contentOf(form)), { signal })
    return () => {
      rows.disconnect()
      watching.abort()
    }
  }

  /** What was sent last is saved; what was typed since is not. */
  keepSent() {
    if (this.#sent === null || this.#form === null) return
    this.#saved = this.#sent
    this.isChanged = contentOf(this.#form) !== this.#saved
  }
}

function contentOf(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : value.name])
  return JSON.stringify(fields)
}
