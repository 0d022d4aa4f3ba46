import { parseHex, textColourOn, type Rgb } from '@ava/protocol/colour-contrast.ts'

/** Puts the spa's accent and a text colour that can be read on it on `element`. The portal writes `#rrggbb`; another notation waits for the panel. */
export function applyHexAccent(element: HTMLElement, colour: string | null): void {
  put(element, colour && parseHex(colour))
}

export function put(element: HTMLElement, rgb: Rgb | null | ''): void {
  if (!rgb) return
  element.style.setProperty('--ava-accent', `rgb(${rgb.join(' ')})`)
  element.style.setProperty('--ava-on-accent', textColourOn(rgb))
}
