/** A time inside the audio itself: nine bytes (three groups of base64), of which eight are the clock in ms. */
const STAMP_BYTES = 9

const stamp = Buffer.alloc(STAMP_BYTES)

export function writeStamp(target: Buffer, at: number): void {
  target.writeDoubleLE(performance.now(), at)
}

export function readStamp(source: Buffer, at: number): number {
  return source.readDoubleLE(at)
}

/** The first twelve characters of stamped audio in base64. */
export function stampAsBase64(): string {
  writeStamp(stamp, 0)
  return stamp.toString('base64')
}

/** The time in stamped base64 that begins at `from`. */
export function stampFromBase64(text: string, from: number): number {
  stamp.write(text.slice(from, from + 12), 'base64')
  return stamp.readDoubleLE(0)
}
