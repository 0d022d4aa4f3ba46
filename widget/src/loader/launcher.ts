import { applyHexAccent } from '../colour/accent.ts'
import launcherCss from './launcher.css?inline'
import type { SiteOptions } from './site-options.ts'

const ELEMENT_NAME = 'ava-receptionist'

/** The widget's one node in the page; everything else is in its shadow. */
export interface AvaElement extends HTMLElement {
  root: ShadowRoot
  onDisconnected: (() => void) | null
}

export interface Launcher {
  element: AvaElement
  button: HTMLButtonElement
  /** The small second line of the pill. */
  line: HTMLElement
}

export function createLauncher(options: SiteOptions): Launcher {
  const element = new (elementClass())()
  element.id = ELEMENT_NAME
  // Turbo keeps a node so marked when it morphs a page; other frameworks go through keep-attached.ts.
  element.setAttribute('data-turbo-permanent', '')
  element.dataset.position = options.position
  if (options.theme) element.dataset.theme = options.theme
  applyHexAccent(element, options.accent)
  element.style.setProperty('--ava-offset-x', options.offsetX)
  element.style.setProperty('--ava-offset-y', options.offsetY)

  const sheet = new CSSStyleSheet()
  sheet.replaceSync(launcherCss)
  element.root.adoptedStyleSheets = [sheet]

  const button = append(element.root, 'button', 'launcher', '') as HTMLButtonElement
  button.setAttribute('aria-haspopup', 'dialog')
  const words = append(button, 'span', 'words', '')
  append(words, 'span', 'title', options.launcher)
  words.append(' ')
  const line = append(words, 'span', 'line', options.spaName)
  line.dir = 'auto'
  return { element, button, line }
}

/** Registered once for the life of the page, also when the widget is destroyed and set up again. */
function elementClass(): new () => AvaElement {
  const known = customElements.get(ELEMENT_NAME)
  if (known) return known as new () => AvaElement
  class Element extends HTMLElement implements AvaElement {
    root = this.attachShadow({ mode: 'open' })
    onDisconnected: (() => void) | null = null
    disconnectedCallback() {
      this.onDisconnected?.()
    }
  }
  customElements.define(ELEMENT_NAME, Element)
  return Element
}

export function append(parent: ParentNode, tag: string, className: string, text: string | null): HTMLElement {
  const child = document.createElement(tag)
  child.className = className
  child.textContent = text
  parent.append(child)
  return child
}
