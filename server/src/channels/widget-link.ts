import type { ServerMessage } from '@ava/protocol/widget-socket.ts'

/** The widget's end of a socket, as the voice and chat channels see it. */
export interface WidgetLink {
  send(message: ServerMessage): void
  /** A whole binary frame, header included (protocol/audio-frame.ts). */
  sendAudio(frame: Uint8Array): void
  /** Bytes that the socket has accepted and not yet handed to the network. */
  bufferedBytes(): number
  /** Closes the socket with one of the protocol's `CloseCode`s. */
  close(code: number): void
}
