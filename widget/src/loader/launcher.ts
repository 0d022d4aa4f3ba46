import { applyAccent } from '../colour/accent.ts'
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
  applyAccent(element, options.accent)

  const sheet = new CSSStyleSheet()
  sheet.replaceSync(launcherCss)
  element.root.adoptedStyleSheets = [sheet]

  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'launcher'
  button.setAttribute('aria-haspopup', 'dialog')
  const words = append(button, 'span', 'words')
  append(words, 'span', 'title').textContent = `Talk to ${options.personaName}`
  words.append(' ')
  const line = append(words, 'span', 'line')
  line.dir = 'auto'
  line.textContent = options.spaName
  element.root.append(button)
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

function append(parent: HTMLElement, tag: string, className: string): HTMLElement {
  const child = document.createElement(tag)
  child.className = className
  parent.append(child)
  return child
}
