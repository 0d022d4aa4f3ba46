/** The panel chunk: everything a visitor sees after the launcher. */
import { render } from 'preact'
import type { HostPage, Panel } from './loader/panel-contract.ts'
import { WidgetModel } from './model/widget-model.ts'
import { keptConversation } from './session/kept-conversation.ts'
import { createWidgetApi } from './session/widget-api.ts'
import panelCss from './ui/panel.css?inline'
import { PanelView } from './ui/panel-view.tsx'

export function mountPanel(host: HostPage): Panel {
  const api = createWidgetApi(host.baseUrl, host.siteKey)
  const model = new WidgetModel(host, {
    api,
    keeper: keptConversation(host.siteKey),
    world: {
      openSocket: (protocols) => new WebSocket(api.liveUrl, protocols),
      setTimeout: (task, ms) => window.setTimeout(task, ms),
      clearTimeout: (timer) => window.clearTimeout(timer),
      now: () => performance.now(),
      random: () => Math.random(),
    },
  })

  const sheet = new CSSStyleSheet()
  sheet.replaceSync(panelCss)
  host.root.adoptedStyleSheets.push(sheet)
  const container = document.createElement('div')
  host.root.append(container)
  render(<PanelView model={model} />, container)

  const page = new AbortController()
  const { signal } = page
  addEventListener('online', () => model.networkChanged(true), { signal })
  addEventListener('offline', () => model.networkChanged(false), { signal })
  addEventListener('pagehide', () => model.pageHidden(), { signal })
  addEventListener('pageshow', ({ persisted }) => persisted && model.pageRestored(), { signal })
  document.addEventListener('visibilitychange', () => document.hidden || model.pageShown(), { signal })

  return {
    prepare: () => model.prepare(),
    open: () => model.open(),
    close: () => model.close(),
    toggle: () => (model.isOpen.peek() ? model.close() : model.open()),
    startCall() {
      // First, while the press still counts as one.
      model.startCall()
      model.open()
    },
    endCall: () => model.call.hangUp(),
    send(text) {
      model.open()
      model.send(text)
    },
    identify: (claims) => model.identify(claims),
    setContext: (values) => model.setContext(values),
    removed() {
      model.call.hangUp()
      model.close()
    },
    destroy() {
      page.abort()
      model.destroy()
      render(null, container)
      container.remove()
    },
  }
}
