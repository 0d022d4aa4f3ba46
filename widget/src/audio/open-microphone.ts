/** What a call needs of the device. Made in the panel, inside the press, because Safari and Firefox insist. */
export interface OpenMicrophone {
  stream: MediaStream
  /** Apart, so that a headset that changes the microphone's rate does not cut off Ava's voice. */
  capture: AudioContext
  playback: AudioContext
  /** Puts a new stream in place of one whose device has gone. False when there is none to be had. */
  renew(): Promise<boolean>
  /** Lets go of the device, at once and for good. */
  release(): void
}

export type MicrophoneProblem = 'microphoneRefused' | 'noMicrophone' | 'microphoneBusy' | 'microphoneBlocked'
export type MicrophoneResult = { ok: true; microphone: OpenMicrophone } | { ok: false; reason: MicrophoneProblem }

const CONSTRAINTS: MediaStreamConstraints = {
  audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
}

/** Asks for the microphone. Call it synchronously from the press. */
export async function openMicrophone(): Promise<MicrophoneResult> {
  // Absent outside https; a Permissions-Policy that forbids it fails below like a refusal, but is none.
  if (!navigator.mediaDevices?.getUserMedia || isForbiddenByPolicy()) return { ok: false, reason: 'microphoneBlocked' }
  // Else iOS plays a call through the ear piece's rules of music.
  if (navigator.audioSession) navigator.audioSession.type = 'play-and-record'
  const capture = new AudioContext({ latencyHint: 'interactive' })
  const playback = new AudioContext({ latencyHint: 'interactive' })
  const resumed = [capture.resume(), playback.resume()]
  try {
    const stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS)
    // Not awaited: the microphone is open, whatever a context that stays suspended does.
    void Promise.allSettled(resumed)
    return { ok: true, microphone: heldMicrophone({ stream, capture, playback }) }
  } catch (error) {
    void closeContexts({ capture, playback })
    return { ok: false, reason: microphoneProblem(error) }
  }
}

function heldMicrophone(held: Pick<OpenMicrophone, 'stream' | 'capture' | 'playback'>): OpenMicrophone {
  let isReleased = false
  const microphone: OpenMicrophone = {
    ...held,
    async renew() {
      const stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS).catch(() => null)
      if (stream && isReleased) stopTracks(stream)
      if (!stream || isReleased) return false
      stopTracks(microphone.stream)
      microphone.stream = stream
      return true
    },
    release() {
      isReleased = true
      stopTracks(microphone.stream)
      void closeContexts(microphone)
      if (navigator.audioSession) navigator.audioSession.type = 'auto'
    },
  }
  return microphone
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function closeContexts({ capture, playback }: Pick<OpenMicrophone, 'capture' | 'playback'>): Promise<unknown> {
  return Promise.allSettled(
    [capture, playback].map((context) => (context.state === 'closed' ? Promise.resolve() : context.close())),
  )
}

export function microphoneProblem(error: unknown): MicrophoneProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'noMicrophone'
  if (name === 'NotReadableError' || name === 'AbortError') return 'microphoneBusy'
  return 'microphoneRefused'
}

function isForbiddenByPolicy(): boolean {
  const policy = (document as { featurePolicy?: { allowsFeature(feature: string): boolean } }).featurePolicy
  return policy?.allowsFeature('microphone') === false
}
