/** The script tag. Draws the launcher, and waits: nothing is fetched before the visitor shows interest. */
import { createHostApi, queuedCommands } from './host-api.ts'
import { readSiteOptions } from './site-options.ts'
import { startWidget } from './start-widget.ts'

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[data-site][src*="ava.js"]')
// A page that carries the tag twice, or runs it again after a soft navigation, has one widget.
const options = window.Ava?.destroy || !script ? null : readSiteOptions(script)
if (options) {
  const commands = queuedCommands()
  const widget = startWidget(options)
  const api = createHostApi(widget)
  window.Ava = api
  widget.emit('ready')
  for (const [name, ...args] of commands) api(name, ...args)
}
