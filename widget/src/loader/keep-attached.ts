import type { AvaElement } from './launcher.ts'

/** An owner's script that keeps taking the node out gets its way after this many times in `STUBBORN_MS`. */
const STUBBORN_TIMES = 5
const STUBBORN_MS = 10_000

/**
 * Keeps the node on the page when a framework swaps the body's content. There is no
 * observer: the element's own disconnected callback fires for nothing else.
 *
 * When the page around it went too, it was a navigation, and whatever goes on in the
 * widget goes on. When the node alone was taken out, `removedAlone` is told, and the
 * node comes back fresh: hydration and DOM morphing remove strangers that way.
 */
export function keepAttached(element: AvaElement, removedAlone: () => void): () => void {
  let neighbour: Element | null = null
  let removals: number[] = []

  const attach = () => {
    document.body.append(element)
    neighbour = element.previousElementSibling
  }
  const putBack = () => {
    if (element.isConnected) return
    if (!neighbour || neighbour.isConnected) {
      const now = performance.now()
      removals = [...removals.filter((at) => now - at < STUBBORN_MS), now]
      removedAlone()
      if (removals.length > STUBBORN_TIMES) return
    }
    attach()
  }
  // A swap may be half done when the callback runs: look when the script that does it has finished.
  element.onDisconnected = () => setTimeout(putBack)

  if (document.body) attach()
  else addEventListener('DOMContentLoaded', attach, { once: true })

  return () => {
    removeEventListener('DOMContentLoaded', attach)
    element.onDisconnected = null
    element.remove()
  }
}
