import { parseHex, type Rgb } from '@ava/protocol/colour-contrast.ts'
import { put } from './accent.ts'

/** As applyHexAccent, for any CSS colour; one that no browser knows changes nothing. */
export function applyAccent(element: HTMLElement, colour: string | null | undefined): void {
  put(element, colour ? (parseHex(colour) ?? paintedColour(colour)) : null)
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
