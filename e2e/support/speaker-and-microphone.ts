import type { Page } from '@playwright/test'
import { speak } from '@ava/sandbox/src/openai/voice/speak.ts'
import type { FliteVoice } from '@ava/sandbox/src/openai/voice/voices.ts'

/**
 * A microphone that a test speaks into, and an ear at the speaker. The page's own
 * `getUserMedia` answers with a stream that carries what the test says (recorded
 * utterances), so that capture, worklets and socket run as they do for a person; what
 * goes to the loudspeaker is listened to just before it gets there.
 */
export async function installSpeakerAndMicrophone(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard = { samples: 0, loudSamples: 0, lastLoudAt: 0 }
    const tracks: MediaStreamTrack[] = []
    let context: AudioContext | null = null
    let mouth: MediaStreamAudioDestinationNode | null = null

    // The method is kept to be called on whichever node is being connected.
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const connect = AudioNode.prototype.connect as (this: AudioNode, ...args: unknown[]) => AudioNode
    AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
      if (args[0] instanceof AudioDestinationNode) {
        const analyser = new AnalyserNode(this.context, { fftSize: 2048 })
        connect.call(this, analyser)
        const data = new Float32Array(analyser.fftSize)
        setInterval(() => {
          analyser.getFloatTimeDomainData(data)
          const peak = data.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
          heard.samples++
          if (peak > 0.01) {
            heard.loudSamples++
            heard.lastLoudAt = performance.now()
          }
        }, 20)
      }
      return connect.apply(this, args)
    }

    navigator.mediaDevices.getUserMedia = () => {
      context ??= new AudioContext()
      mouth = context.createMediaStreamDestination()
      // A track without a source is muted; a constant of nothing keeps it live.
      const silence = new ConstantSourceNode(context, { offset: 0 })
      silence.connect(mouth)
      silence.start()
      tracks.push(...mouth.stream.getTracks())
      return Promise.resolve(mouth.stream)
    }
    Object.assign(window, {
      testAudio: {
        heard,
        trackStates: () => tracks.map((track) => track.readyState),
        async say(samples: number[], rate: number) {
          if (!context || !mouth) throw new Error('the page has not asked for the microphone')
          const buffer = context.createBuffer(1, samples.length, rate)
          buffer.copyToChannel(Float32Array.from(samples), 0)
          const source = new AudioBufferSourceNode(context, { buffer })
          source.connect(mouth)
          source.start()
          await new Promise((resolve) => source.addEventListener('ended', resolve))
        },
      },
    })
  })
}

interface TestAudio {
  heard: { samples: number; loudSamples: number; lastLoudAt: number }
  trackStates(): MediaStreamTrackState[]
  say(samples: number[], rate: number): Promise<void>
}

/** Says a sentence into the page's microphone, and waits until it has been said. */
export async function sayInto(page: Page, text: string, voice: FliteVoice = 'rms'): Promise<void> {
  const pcm = await speak(text, voice)
  const samples = Array.from(pcm, (sample) => sample / 32768)
  await page.evaluate(([spoken]) => (window as unknown as { testAudio: TestAudio }).testAudio.say(spoken, 24_000), [
    samples,
  ] as const)
}

/** How much has come out of the loudspeaker: looks with sound in them (one every 20 ms), and how long it has been quiet. */
export function heardAt(page: Page): Promise<{ loudLooks: number; quietMs: number }> {
  return page.evaluate(() => {
    const { heard } = (window as unknown as { testAudio: TestAudio }).testAudio
    return { loudLooks: heard.loudSamples, quietMs: performance.now() - heard.lastLoudAt }
  })
}

export function microphoneTracks(page: Page): Promise<MediaStreamTrackState[]> {
  return page.evaluate(() => (window as unknown as { testAudio: TestAudio }).testAudio.trackStates())
}
