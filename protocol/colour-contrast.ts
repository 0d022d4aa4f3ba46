/** Which of black and white can be read on a colour (WCAG 2 contrast). One of the two always reaches 4.5:1. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** White where it can be read, else black. (A softer black would not do on middling greens.) */
export function textColourOn(background: Rgb): '#fff' | '#000' {
  const white: Rgb = [255, 255, 255]
  return contrast(background, white) >= 4.5 ? '#fff' : '#000'
}

export function contrast(first: Rgb, second: Rgb): number {
  const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function linear(channel: number): number {
  const value = channel / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** `#rgb` and `#rrggbb`; null for every other notation. */
export function parseHex(colour: string): Rgb | null {
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(colour.trim())?.[1]
  if (!digits) return null
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g)!
  return pairs.map((pair) => parseInt(pair, 16)) as unknown as Rgb
}
