import type { Claims } from './panel-contract.ts'
import type { Widget } from './start-widget.ts'
import { tellOwner } from './tell-owner.ts'

/**
 * `window.Ava`. Before the script has loaded a page may queue commands with
 * `window.Ava = window.Ava || function () { (Ava.q = Ava.q || []).push(arguments) }` and call
 * `Ava('open')`; afterwards `Ava('open')` and `Ava.open()` are the same.
 */
export type HostApi = HostCommands & ((name: string, ...args: unknown[]) => unknown)

export interface HostCommands {
  open: () => void
  close: () => void
  toggle: () => void
  startCall: () => void
  endCall: () => void
  send: (text: string) => void
  /** Who the page says the visitor is: a claim for the staff, never proof. */
  identify: (claims: Claims) => void
  setContext: (values: Record<string, string>) => void
  /** Listens to `ready open close message callstart callend error destroy`; the result stops listening. */
  on: (event: string, listener: (detail: unknown) => void) => () => void
  destroy: () => void
}

declare global {
  interface Window {
    Ava?: HostApi & { q?: ArrayLike<unknown>[] }
  }
}

type Command = [name: string, ...args: unknown[]]

export function queuedCommands(): Command[] {
  return (window.Ava?.q ?? []).map((entry) => Array.from(entry) as Command)
}

export function createHostApi(widget: Widget): HostApi {
  const commands: HostCommands = {
    open: () => widget.run((panel) => panel.open()),
    close: () => widget.runIfLoaded((panel) => panel.close()),
    toggle: () => widget.run((panel) => panel.toggle()),
    startCall: () => widget.run((panel) => panel.startCall()),
    endCall: () => widget.runIfLoaded((panel) => panel.endCall()),
    send: (text) => widget.run((panel) => panel.send(`${text}`)),
    // Kept until the panel is there: telling who somebody is must not download anything.
    identify: (claims) => widget.runOnceLoaded((panel) => panel.identify(claims)),
    setContext: (values) => widget.runOnceLoaded((panel) => panel.setContext(values)),
    on: (event, listener) => widget.listen(event, listener),
    destroy() {
      widget.destroy()
      delete window.Ava
    },
  }
  const call = (name: string, ...args: unknown[]): unknown => {
    if (!Object.hasOwn(commands, name)) return tellOwner(`No command "${name}".`)
    const command = commands[name as keyof HostCommands] as (...args: unknown[]) => unknown
    return command(...args)
  }
  return Object.assign(call, commands)
}
