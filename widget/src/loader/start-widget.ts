import { keepAttached } from './keep-attached.ts'
import { createLauncher } from './launcher.ts'
import { offerAfterAWhile } from './nudge.ts'
import type { HostPage, MountPanel, Panel } from './panel-contract.ts'
import type { SiteOptions } from './site-options.ts'

type PanelTask = (panel: Panel) => void

export interface Widget {
  emit(name: string, detail?: unknown): void
  listen(event: string, listener: (detail: unknown) => void): () => void
  /** Loads the panel if need be, then runs `task`. */
  run(task: PanelTask): void
  runIfLoaded(task: PanelTask): void
  /** Keeps `task` until something else has loaded the panel. */
  runOnceLoaded(task: PanelTask): void
  destroy(): void
}

export function startWidget(options: SiteOptions): Widget {
  const { element, button, line } = createLauncher(options)
  let panel: Panel | null = null
  let loading: Promise<void> | null = null
  let failures = 0
  let isDestroyed = false
  /** What the visitor waits for, and what the page said meanwhile. */
  let waiting: PanelTask[] = []
  const remembered: PanelTask[] = []

  const emit = (name: string, detail?: unknown) =>
    void element.dispatchEvent(new CustomEvent(`ava:${name}`, { detail, bubbles: true, composed: true }))

  const host: HostPage = {
    element,
    root: element.root,
    baseUrl: options.baseUrl,
    siteKey: options.siteKey,
    spaName: options.spaName,
    phone: options.phone,
    emit,
    setPanelOpen(isOpen) {
      const hadFocus = element.root.activeElement !== null
      element.toggleAttribute('data-open', isOpen)
      withdraw()
      button.setAttribute('aria-expanded', `${isOpen}`)
      if (!isOpen && hadFocus) button.focus()
    },
    setLauncherLine: (text) => (line.textContent = text ?? options.spaName),
  }

  const load = (): Promise<void> =>
    (loading ??= import(/* @vite-ignore */ panelUrl()).then(
      ({ mountPanel }: { mountPanel: MountPanel }) => {
        if (isDestroyed) return
        panel = mountPanel(host)
        for (const task of [...remembered, ...waiting]) task(panel)
      },
      () => {
        loading = null
        failures += 1
      },
    ))
  // A browser remembers that a module failed: another try needs another address.
  const panelUrl = () => `${options.baseUrl}${__AVA_PANEL_FILE__}${failures ? `?again=${failures}` : ''}`

  const run = (task: PanelTask) => {
    if (panel) return task(panel)
    waiting.push(task)
    button.ariaBusy = 'true'
    void load().then(() => {
      button.ariaBusy = null
      if (panel || isDestroyed) return
      waiting = []
      host.setLauncherLine(`Did not load. Try again${options.phone ? `, or call ${options.phone}` : ''}.`)
    })
  }
  const prepare = () => void load().then(() => panel?.prepare())

  button.addEventListener('pointerenter', prepare, { once: true })
  button.addEventListener('focus', prepare, { once: true })
  button.addEventListener('click', () => run((panel) => panel.open()))
  const withdraw = offerAfterAWhile(element, options, () => run((panel) => panel.open()))
  const detach = keepAttached(element, () => panel?.removed())
  // Later: reading storage waits for another process, and nobody should wait for that.
  whenIdle(() => {
    if (!isDestroyed && wasOpen(options.siteKey)) run((panel) => panel.open())
  })

  return {
    emit,
    run,
    runIfLoaded: (task) => panel && task(panel),
    runOnceLoaded: (task) => void (panel ? task(panel) : remembered.push(task)),
    listen(event, listener) {
      const forward = (event: Event) => listener((event as CustomEvent).detail)
      element.addEventListener(`ava:${event}`, forward)
      return () => element.removeEventListener(`ava:${event}`, forward)
    },
    destroy() {
      isDestroyed = true
      withdraw()
      panel?.destroy()
      emit('destroy')
      detach()
    },
  }
}

function whenIdle(task: () => void): void {
  // Safari has only the second.
  if ('requestIdleCallback' in window) requestIdleCallback(task)
  else setTimeout(task)
}

/** The visitor came from another page of the site with the panel open (session/kept-conversation.ts writes it). */
function wasOpen(siteKey: string): boolean {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`ava.${siteKey}`) ?? 'null') as { isOpen?: unknown } | null
    return kept?.isOpen === true
  } catch {
    return false // storage refused by the browser, or not ours
  }
}
