import type { WebSocket } from 'ws'

/** Reads so many bytes a second and leaves the rest in the client's hands; null reads everything as it comes. */
export function readAtMost(socket: WebSocket, bytesPerSecond: () => number | null): (bytes: number) => void {
  let busyUntil = 0
  let timer: NodeJS.Timeout | undefined
  return (bytes) => {
    const rate = bytesPerSecond()
    if (rate === null) return
    busyUntil = Math.max(busyUntil, Date.now()) + (bytes / rate) * 1000
    socket.pause()
    clearTimeout(timer)
    timer = setTimeout(() => socket.resume(), busyUntil - Date.now()).unref()
  }
}
