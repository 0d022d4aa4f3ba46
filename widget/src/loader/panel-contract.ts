/** Between the loader, which every page pays for, and the panel, which only a visitor who shows interest does. */

/** What the panel may use of the page it is a guest on. */
export interface HostPage {
  /** In the page's own DOM: events leave from here, colours are set here. */
  readonly element: HTMLElement
  readonly root: ShadowRoot
  /** Where the widget's files are, with a slash at the end. */
  readonly baseUrl: string
  readonly siteKey: string
  /** From the script tag: known even when the server cannot be reached. */
  readonly spaName: string | null
  readonly phone: string | null
  /** Dispatches `ava:<name>`, bubbling and composed. */
  emit(name: string, detail?: unknown): void
  /** Swaps launcher and panel; closing gives the focus back to the launcher when the panel had it. */
  setPanelOpen(isOpen: boolean): void
  /** A line on the launcher in place of the spa's name ("In a call"), or null for the name. */
  setLauncherLine(line: string | null): void
}

export interface Claims {
  name?: string
  email?: string
  phone?: string
}

/** The panel, as the loader drives it. */
export interface Panel {
  /** Fetches what the first screen shows, so that it is there when the visitor presses. */
  prepare(): void
  open(): void
  close(): void
  toggle(): void
  startCall(): void
  endCall(): void
  send(text: string): void
  identify(claims: Claims): void
  setContext(values: Record<string, string>): void
  /** The element left the page by itself: hang up and let go of the microphone. */
  removed(): void
  destroy(): void
}

export type MountPanel = (host: HostPage) => Panel
