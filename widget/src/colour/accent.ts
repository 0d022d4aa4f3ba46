import { parseHex, textColourOn, type Rgb } from './contrast.ts'

/** Puts the spa's accent and a text colour that can be read on it on `element`; a colour no browser knows changes nothing. */
export function applyAccent(element: HTMLElement, colour: string | null | undefined): void {
  const rgb = colour && (parseHex(colour) ?? paintedColour(colour))
  if (!rgb) return
  element.style.setProperty('--ava-accent', `rgb(${rgb.join(' ')})`)
  element.style.setProperty('--ava-on-accent', textColourOn(rgb))
}

/** What the browser paints for any CSS colour, alpha left out. A canvas is the one way that also knows oklch() and names. */
function paintedColour(colour: string): Rgb | null {
  if (!CSS.supports('color', colour)) return null
  const canvas = document.createElement('canvas').getContext('2d')
  if (!canvas) return null
  canvas.fillStyle = colour
  canvas.fillRect(0, 0, 1, 1)
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data
  return [red!, green!, blue!]
}
