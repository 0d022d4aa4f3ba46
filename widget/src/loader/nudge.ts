import { append, type AvaElement } from './launcher.ts'
import type { SiteOptions } from './site-options.ts'

const A_VISIT_MS = 4e7
const FOR_EVER = 9e15

/**
 * After a while on a page the launcher says of itself what it is for: once in a visit, and never again to somebody who
 * has closed it. Where the browser keeps nothing, that could not be promised, and nothing is said. Returns what takes it back.
 */
export function offerAfterAWhile(element: AvaElement, options: SiteOptions, open: () => void): () => void {
  const { nudge, nudgeAfter, nudgeOn, siteKey } = options
  if (!nudge || !nudgeAfter) return () => undefined
  // There before its words, which are read out because they come later.
  const box = append(element.root, 'div', 'nudge', '')
  box.role = 'status'
  const withdraw = () => {
    clearTimeout(timer)
    box.remove()
  }
  const key = `ava.${siteKey}.nudged`
  const timer = setTimeout(() => {
    try {
      // Until when nothing is said.
      if (+localStorage[key]! > Date.now() || !RegExp(nudgeOn).test(location.pathname)) return
      localStorage[key] = Date.now() + A_VISIT_MS
    } catch {
      return // storage refused by the browser
    }
    append(box, 'button', '', nudge).onclick = open
    const leave = append(box, 'button', '', '×')
    leave.ariaLabel = options.close
    leave.onclick = () => {
      localStorage[key] = FOR_EVER
      withdraw()
    }
  }, nudgeAfter * 1e3)
  return withdraw
}
