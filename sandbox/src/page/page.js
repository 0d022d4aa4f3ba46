// Keeps the live parts of the page fresh while somebody looks at it.
const intervalMs = 1500
const pulse = document.getElementById('pulse')
let timer

async function refresh() {
  try {
    const answer = await fetch('/page/parts', { headers: { accept: 'application/json' } })
    const parts = await answer.json()
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
  // A part with the focus in it, or text selected, is left alone until it is let go.
  if (!place || place.dataset.shown === markup || place.contains(document.activeElement)) return
  if (place.contains(document.getSelection()?.anchorNode ?? null) && !document.getSelection().isCollapsed) return
  const open = new Set([...place.querySelectorAll('details[open]')].map(({ id }) => id))
  // Written and escaped by the sandbox's own server; see html.ts.
  place.innerHTML = markup
  for (const details of place.querySelectorAll('details')) details.open = open.has(details.id)
  place.dataset.shown = markup
}

function watch() {
  clearInterval(timer)
  if (document.visibilityState !== 'visible') return
  void refresh()
  timer = setInterval(refresh, intervalMs)
}

document.addEventListener('visibilitychange', watch)
watch()
