/** Between the panel and the voice chunk, which is fetched when a call is started. */
import type { ClientMessage } from '@ava/protocol/widget-socket.ts'
import type { OpenMicrophone } from './open-microphone.ts'

export interface VoiceWorld {
  /** False when it could not go out. */
  send(message: ClientMessage): boolean
  sendAudio(frame: Uint8Array<ArrayBuffer>): boolean
  bufferedBytes(): number
  /** 0–1, some ten times a second. */
  levels(levels: { microphone: number; ava: number }): void
  ducked(isDucked: boolean): void
  microphoneLost(): void
}

export interface Voice {
  /** The server has been told of the call: what was said meanwhile goes out, and everything after it. */
  connected(): void
  /** What is said from now on waits for `connected`. */
  disconnected(): void
  /** The server's side is new: utterances count from 1 again. */
  restarted(): void
  play(frame: Uint8Array<ArrayBuffer>): void
  flush(epoch: number): void
  duck(isDucked: boolean): void
  mute(isMuted: boolean): void
  /** Lets go of the microphone. */
  stop(): void
}

export type StartVoice = (microphone: OpenMicrophone, world: VoiceWorld, baseUrl: string) => Promise<Voice>
