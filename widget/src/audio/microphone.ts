import type { OpenMicrophone } from './open-microphone.ts'
import type { CapturedFrame, CaptureOptions } from './worklet-messages.ts'

/**
 * Feeds `heard` with frames until `signal` aborts. Follows the device: when a headset
 * is pulled out or the track dies, the microphone is opened anew; `lost` when that fails.
 */
export async function listenToMicrophone(
  microphone: OpenMicrophone,
  events: { heard(frame: CapturedFrame): void; lost(): void },
  { workletUrl, frameSamples, signal }: { workletUrl: string; frameSamples: number; signal: AbortSignal },
): Promise<void> {
  await microphone.capture.audioWorklet.addModule(workletUrl)
  if (signal.aborted) return
  let disconnect = connect()
  let isReopening = false

  function connect(): () => void {
    const { capture, stream } = microphone
    const processorOptions: CaptureOptions = { frameSamples }
    const node = new AudioWorkletNode(capture, 'ava-capture', { numberOfOutputs: 0, processorOptions })
    node.port.onmessage = ({ data }: MessageEvent<CapturedFrame>) => events.heard(data)
    const source = capture.createMediaStreamSource(stream)
    source.connect(node)
    const track = stream.getAudioTracks()[0]
    track?.addEventListener('ended', trackEnded)
    return () => {
      track?.removeEventListener('ended', trackEnded)
      node.port.onmessage = null
      source.disconnect()
      node.port.close()
    }
  }

  function trackEnded(): void {
    void reopen()
  }

  async function reopen(): Promise<void> {
    if (isReopening || signal.aborted) return
    isReopening = true
    const isMuted = microphone.stream.getAudioTracks()[0]?.enabled === false
    const isRenewed = await microphone.renew()
    isReopening = false
    if (signal.aborted) return
    if (!isRenewed) return events.lost()
    for (const track of microphone.stream.getAudioTracks()) track.enabled = !isMuted
    disconnect()
    disconnect = connect()
  }

  // Fires for loudspeakers too; only a microphone that went silent needs anything done.
  const devicesChanged = () => {
    const track = microphone.stream.getAudioTracks()[0]
    if (!track || track.readyState === 'ended' || track.muted) void reopen()
  }
  navigator.mediaDevices.addEventListener('devicechange', devicesChanged, { signal })
  signal.addEventListener('abort', () => disconnect())
}
