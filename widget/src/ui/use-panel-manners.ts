import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { WidgetModel } from '../model/widget-model.ts'

/** Matches panel.css: from here down the panel is the whole screen. */
const FULL_SCREEN = '(max-width: 480px)'

/**
 * What a dialog owes people: focus comes in and stays in while it covers the page,
 * Escape closes it, and on a phone it keeps above the keyboard.
 */
export function usePanelManners(model: WidgetModel) {
  const panel = useRef<HTMLElement>(null)
  const isOpen = model.isOpen.value

  useLayoutEffect(() => {
    if (!isOpen) return
    const element = panel.current!
    const fullScreen = matchMedia(FULL_SCREEN)
    // A phone's keyboard would cover the first screen: there the panel itself takes the focus.
    const field = element.querySelector('textarea')
    if (fullScreen.matches || !field) element.focus()
    else field.focus()
    element.ariaModal = `${fullScreen.matches}`

    const keyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing) {
        event.stopPropagation()
        model.close()
      }
      if (event.key === 'Tab' && fullScreen.matches) keepFocusInside(event, element)
    }
    element.addEventListener('keydown', keyDown)
    return () => element.removeEventListener('keydown', keyDown)
  }, [isOpen])

  useEffect(() => {
    const viewport = window.visualViewport
    if (!isOpen || !viewport) return
    const fit = () => {
      panel.current?.style.setProperty('--visible-height', `${viewport.height}px`)
      panel.current?.style.setProperty('--visible-top', `${viewport.offsetTop}px`)
    }
    fit()
    viewport.addEventListener('resize', fit)
    viewport.addEventListener('scroll', fit)
    return () => {
      viewport.removeEventListener('resize', fit)
      viewport.removeEventListener('scroll', fit)
    }
  }, [isOpen])

  return panel
}

function keepFocusInside(event: KeyboardEvent, element: HTMLElement): void {
  const stops = [...element.querySelectorAll<HTMLElement>('button:not(:disabled), a[href], textarea, [tabindex="0"]')]
  const active = (element.getRootNode() as ShadowRoot).activeElement
  const [first, last] = [stops[0], stops.at(-1)]
  if (event.shiftKey && (active === first || active === element)) {
    event.preventDefault()
    last?.focus()
  } else if (!event.shiftKey && active === last) {
    event.preventDefault()
    first?.focus()
  }
}
