import { FrameFlag, readFrameHeader, FRAME_HEADER_BYTES, FrameKind } from '@ava/protocol/audio-frame.ts'
import type { Progress } from './playback-queue.ts'
import type { PlaybackCommand, PlaybackReport } from './worklet-messages.ts'

export interface SpeakerEvents {
  progress(progress: Progress): void
  /** The first sound of an utterance reaches the ear at `at` (the clock of performance.now()). */
  began(item: number, at: number): void
  playing(isPlaying: boolean): void
  level(rms: number): void
}

export interface Speaker {
  /** A whole frame as it came from the socket; anything else is ignored. */
  play(frame: Uint8Array<ArrayBuffer>): void
  flush(epoch: number): void
  duck(isDucked: boolean): void
  /** Another call: nothing of the old one is heard any more. */
  restart(): void
}

/** Ava's voice to the loudspeaker of `context`. */
export async function openSpeaker(context: AudioContext, events: SpeakerEvents, workletUrl: string): Promise<Speaker> {
  await context.audioWorklet.addModule(workletUrl)
  const node = new AudioWorkletNode(context, 'ava-playback', { numberOfInputs: 0 })
  node.connect(context.destination)
  const command = (message: PlaybackCommand, transfer: Transferable[] = []) => node.port.postMessage(message, transfer)

  node.port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => {
    if (data.type === 'playing') events.playing(data.isPlaying)
    else if (data.type === 'level') events.level(data.rms)
    else if (data.type === 'began') events.began(data.item, wallClock(context, data.contextTime))
    else events.progress(heardOf(data.progress, context))
  }
  return {
    play(frame) {
      const header = readFrameHeader(frame)
      if (header?.kind !== FrameKind.ava) return
      const samples = toFloats(frame.subarray(FRAME_HEADER_BYTES))
      const { epoch, item, offset } = header
      const isLast = (header.flags & FrameFlag.lastOfItem) !== 0
      command({ type: 'play', chunk: { epoch, item, offset, samples, isLast } }, [samples.buffer])
    },
    flush: (epoch) => command({ type: 'flush', epoch }),
    duck: (isDucked) => command({ type: 'duck', isDucked }),
    restart: () => command({ type: 'restart' }),
  }
}

/** What has left the worklet and is still on its way through the device has not been heard. */
function heardOf(progress: Progress, context: AudioContext): Progress {
  if (progress.isDone) return progress
  const underway = Math.round((context.outputLatency || context.baseLatency || 0) * 24_000)
  return { ...progress, samples: Math.max(0, progress.samples - underway) }
}

function wallClock(context: AudioContext, contextTime: number): number {
  return performance.now() + (contextTime - context.currentTime + (context.outputLatency || 0)) * 1_000
}

function toFloats(bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const samples = new Float32Array(bytes.byteLength >> 1)
  for (let index = 0; index < samples.length; index++) samples[index] = view.getInt16(index * 2, true) / 32_768
  return samples
}
