// Keeps the parts of a page fresh while somebody looks at it.
const intervalMs = 1500
const pulse = document.getElementById('pulse')

/**
 * Asks `address` for the parts every so often. `isBusy` says that a part must be left
 * alone for now. `remember` is called before a part is written anew, and what it returns
 * is given to `shown` afterwards. Returns a function that asks at once.
 */
export function keepFresh({ address, isBusy = () => false, remember = () => undefined, shown = () => undefined }) {
  let timer
  let asked = 0
  let answered = 0

  async function refresh() {
    const turn = ++asked
    try {
      const answer = await fetch(address, { headers: { accept: 'application/json' } })
      const parts = await answer.json()
      // An answer that was overtaken by a later one is old.
      if (turn < answered) return
      answered = turn
      for (const [id, markup] of Object.entries(parts)) show(document.getElementById(id), markup)
      if (pulse.dataset.lost) {
        pulse.textContent = ''
        delete pulse.dataset.lost
      }
    } catch {
      pulse.textContent = 'The sandbox does not answer. It may have been stopped.'
      pulse.dataset.lost = 'yes'
    }
  }

  function show(place, markup) {
    if (!place || place.dataset.shown === markup || isBusy(place)) return
    // Text that is selected in a part is left alone until it is let go.
    if (place.contains(document.getSelection()?.anchorNode ?? null) && !document.getSelection().isCollapsed) return
    const memory = remember(place)
    const open = new Set([...place.querySelectorAll('details[open]')].map(({ id }) => id))
    // Written and escaped by the sandbox's own server; see html.ts.
    place.innerHTML = markup
    for (const details of place.querySelectorAll('details')) details.open = open.has(details.id)
    place.dataset.shown = markup
    shown(place, memory)
  }

  function watch() {
    clearInterval(timer)
    if (document.visibilityState !== 'visible') return
    void refresh()
    timer = setInterval(refresh, intervalMs)
  }

  document.addEventListener('visibilitychange', watch)
  watch()
  return refresh
}
