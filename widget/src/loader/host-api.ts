import type { Claims } from './panel-contract.ts'
import type { Widget } from './start-widget.ts'

/**
 * `window.Ava`. Before the script has loaded a page may queue commands with
 * `window.Ava = window.Ava || function () { (Ava.q = Ava.q || []).push(arguments) }` and call
 * `Ava('open')`; afterwards `Ava('open')` and `Ava.open()` are the same.
 */
export interface HostApi {
  (name: string, ...args: unknown[]): unknown
  open(): void
  close(): void
  toggle(): void
  startCall(): void
  endCall(): void
  send(text: string): void
  /** Who the page says the visitor is: a claim for the staff, never proof. */
  identify(claims: Claims): void
  setContext(values: Record<string, string>): void
  /** Listens to `ready open close message callstart callend error destroy`; the result stops listening. */
  on(event: string, listener: (detail: unknown) => void): () => void
  destroy(): void
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
  const commands: Omit<HostApi, never> & object = {
    open: () => widget.run((panel) => panel.open()),
    close: () => widget.runIfLoaded((panel) => panel.close()),
    toggle: () => widget.run((panel) => panel.toggle()),
    startCall: () => widget.run((panel) => panel.startCall()),
    endCall: () => widget.runIfLoaded((panel) => panel.endCall()),
    send: (text: string) => widget.run((panel) => panel.send(`${text}`)),
    // Kept until the panel is there: telling who somebody is must not download anything.
    identify: (claims: Claims) => widget.runOnceLoaded((panel) => panel.identify(claims)),
    setContext: (values: Record<string, string>) => widget.runOnceLoaded((panel) => panel.setContext(values)),
    on: (event: string, listener: (detail: unknown) => void) => widget.listen(event, listener),
    destroy: () => {
      widget.destroy()
      delete window.Ava
    },
  } as HostApi
  const call = (name: string, ...args: unknown[]) => {
    const command =
      Object.hasOwn(commands, name) && (commands as unknown as Record<string, (...args: unknown[]) => unknown>)[name]
    if (!command) return console.warn(`Ava: there is no command "${name}".`)
    return command(...args)
  }
  return Object.assign(call, commands) as HostApi
}
