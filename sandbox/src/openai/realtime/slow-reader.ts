import type { WebSocket } from 'ws'

/** Reads so many bytes a second and leaves the rest in the client's hands; null reads everything at once. */
export function readAtMost(socket: WebSocket, bytesPerSecond: () => number | null): (bytes: number) => void {
  return (bytes) => {
    const rate = bytesPerSecond()
    if (rate === null) return
    socket.pause()
    setTimeout(
      () => {
        if (socket.readyState === socket.OPEN) socket.resume()
      },
      (bytes / rate) * 1000,
    ).unref()
  }
}
