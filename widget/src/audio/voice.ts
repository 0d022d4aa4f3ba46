import { FRAME_HEADER_BYTES, FrameKind, SAMPLE_RATE, writeFrameHeader } from '@ava/protocol/audio-frame.ts'
import { BargeInDuck } from './barge-in-duck.ts'
import { MicQueue } from './mic-queue.ts'
import { listenToMicrophone } from './microphone.ts'
import { ResponseTimer } from './response-timer.ts'
import { openSpeaker } from './speaker.ts'
import type { SpeechOpinion } from './speech-opinion.ts'
import { SpeechDetector, toDecibels } from './speech-detector.ts'
import type { StartVoice } from './voice-contract.ts'
import { isWasmAllowed } from './wasm-allowed.ts'
import type { CapturedFrame } from './worklet-messages.ts'

/** Kept while the call connects or reconnects. */
const KEPT_MS = 10_000
/** More than this unsent, and the network is slower than the voice. */
const MAX_BUFFERED_BYTES = SAMPLE_RATE * 2

/** A call's sound: microphone → socket, socket → speaker, and who speaks when. */
export const startVoice: StartVoice = async (microphone, world, baseUrl) => {
  const stopped = new AbortController()
  const frameMs = isFrugalDevice() ? 40 : 20
  const frameSamples = (SAMPLE_RATE / 1_000) * frameMs
  const waiting = new MicQueue(KEPT_MS / frameMs)
  const detector = new SpeechDetector()
  const timer = new ResponseTimer()
  let opinion: SpeechOpinion | null = null
  let isConnected = false
  let isAvaPlaying = false
  let avaLevel = 0
  let epoch = 0
  let sequence = 0
  let position = 0
  /** Where the speech that is going on began. */
  let onset = 0

  const speaker = await openSpeaker(
    microphone.playback,
    {
      progress({ epoch, item, samples, isDone }) {
        const responseMs = timer.take(item)
        world.send({ type: 'playback.report', epoch, item, samples, done: isDone || undefined, responseMs })
      },
      began: (item, at) => timer.began(item, at),
      playing(isPlaying) {
        isAvaPlaying = isPlaying
        if (!isPlaying) duck.avaStopped()
      },
      level: (rms) => (avaLevel = rms),
    },
    new URL(__AVA_PLAYBACK_WORKLET_FILE__, baseUrl).href,
  )
  const duck = new BargeInDuck((isDucked) => {
    speaker.duck(isDucked)
    world.ducked(isDucked)
  })

  function heard({ pcm, rms }: CapturedFrame): void {
    const level = toDecibels(rms)
    const isSpeech = detector.isWorthHearing(level)
    opinion?.hear(pcm)
    detect(level)
    world.levels({ microphone: rms, ava: avaLevel })
    waiting.push({ bytes: frameOf(pcm), isSpeech })
    pump()
  }

  function detect(level: number): void {
    const probability = opinion?.probability() ?? null
    for (const event of detector.hear({ samples: frameSamples, level, probability, isAvaPlaying })) {
      if (event.type === 'suspected' || event.type === 'started') {
        if (isAvaPlaying) duck.suspect()
      } else duck.dismiss()
      if (event.type === 'ended') timer.speechEnded(performance.now() - (position + frameSamples - event.atSample) / 24)
      if (event.type === 'started') onset = event.atSample
      if (isConnected && event.type === 'started') world.send({ type: 'speech.started', atSample: event.atSample })
      if (isConnected && event.type === 'ended') world.send({ type: 'speech.ended', atSample: event.atSample })
    }
  }

  function frameOf(pcm: Int16Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const frame = new Uint8Array(FRAME_HEADER_BYTES + pcm.byteLength)
    writeFrameHeader(frame, { kind: FrameKind.microphone, flags: 0, epoch, item: sequence++, offset: position })
    // Every machine a browser runs on is little endian, as the wire is.
    frame.set(new Uint8Array(pcm.buffer), FRAME_HEADER_BYTES)
    position += pcm.length
    return frame
  }

  function pump(): void {
    while (isConnected && waiting.length > 0 && world.bufferedBytes() < MAX_BUFFERED_BYTES) {
      if (!world.sendAudio(waiting.take()!.bytes)) return
    }
  }

  const workletUrl = new URL(__AVA_CAPTURE_WORKLET_FILE__, baseUrl).href
  const events = { heard, lost: () => world.microphoneLost() }
  await listenToMicrophone(microphone, events, { workletUrl, frameSamples, signal: stopped.signal })

  return {
    connected() {
      isConnected = true
      if (detector.isSpeaking) world.send({ type: 'speech.started', atSample: onset })
      pump()
      void loadOpinion(baseUrl).then((loaded) => (opinion ??= loaded))
    },
    disconnected: () => (isConnected = false),
    restarted() {
      epoch = 0
      speaker.restart()
    },
    play: (frame) => speaker.play(frame),
    flush(next) {
      epoch = next
      speaker.flush(next)
    },
    duck: (isDucked) => duck.byServer(isDucked),
    mute(isMuted) {
      for (const track of microphone.stream.getAudioTracks()) track.enabled = !isMuted
    },
    stop() {
      stopped.abort()
      microphone.release()
    },
  }
}

/** Null where it is not allowed, not wanted or does not load: the level alone decides then. */
async function loadOpinion(baseUrl: string): Promise<SpeechOpinion | null> {
  if (navigator.connection?.saveData || !isWasmAllowed()) return null
  try {
    const { loadSilero } = await import('./silero.ts')
    return await loadSilero(baseUrl)
  } catch {
    return null
  }
}

/** Phones, and visitors who asked to save data, send half as many frames. */
function isFrugalDevice(): boolean {
  return navigator.connection?.saveData === true || matchMedia('(pointer: coarse)').matches
}
