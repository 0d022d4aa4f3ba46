import pino from 'pino'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import type { MindRequest, MindTurn } from '../../../sandbox/src/openai/mind/mind-request.ts'
import { think } from '../../../sandbox/src/openai/mind/receptionist.ts'
import { openaiRealtime } from '../../src/adapters/voice/openai-realtime.ts'
import type { UpstreamCommand, UpstreamVoice } from '../../src/adapters/voice/upstream-voice.ts'
import { startWidgetCall, type WidgetCall } from '../../src/channels/widget-voice.ts'
import { systemClock } from '../../src/realtime/clock.ts'
import { defaultVoiceLimits, type VoiceLimits } from '../../src/realtime/voice-dependencies.ts'
import { Listener } from './listener.ts'
import type { RecordedConversation } from './recorded-conversation.ts'

export interface VoiceStage {
  readonly sandbox: Sandbox
  readonly listener: Listener
  /** Null before the first call. */
  readonly call: WidgetCall | null
  /** Warnings and errors of the server. */
  readonly logged: { level: number; msg: string }[]
  /** Everything the server told the provider, but for audio. */
  readonly sent: UpstreamCommand[]
  /** What the model says instead of what it thinks, answer by answer. */
  answers: MindTurn[]
  reset(): void
  start(conversation: RecordedConversation, limits?: Partial<VoiceLimits>): Listener
  /** Starts, and hears the greeting to its end unless told not to wait. */
  pickUp(
    conversation: RecordedConversation,
    options?: { hears?: string[]; waits?: boolean; limits?: Partial<VoiceLimits> },
  ): Promise<Listener>
  isListening(): boolean
  hangUp(): Promise<void>
  close(): Promise<void>
}

/** A call between somebody with a browser and the sandbox's Realtime API; the real bridge and adapter between them. */
export async function startVoiceStage(): Promise<VoiceStage> {
  const stage = {
    call: null as WidgetCall | null,
    listener: new Listener(),
    logged: [] as VoiceStage['logged'],
    sent: [] as UpstreamCommand[],
    answers: [] as MindTurn[],
  }
  const sandbox = await startSandbox({
    port: 0,
    think: (request: MindRequest) => {
      const isFixed = request.responseInstructions?.startsWith('Say exactly this') ?? false
      return isFixed ? think(request) : (stage.answers.shift() ?? think(request))
    },
  })
  const real = openaiRealtime({ apiKey: 'sk-test', baseUrl: `${sandbox.url}/openai/v1`, isSandboxed: true })
  const upstream: UpstreamVoice = {
    ...real,
    connect(options, listener) {
      const session = real.connect(options, listener)
      const send = session.send.bind(session)
      session.send = (command) => {
        stage.sent.push(command)
        send(command)
      }
      return session
    },
  }
  const logger = pino({ level: 'warn' }, { write: (line: string) => void stage.logged.push(JSON.parse(line)) })

  const start = (conversation: RecordedConversation, limits: Partial<VoiceLimits> = {}) => {
    const { listener } = stage
    const call = startWidgetCall(
      {
        upstream,
        logger,
        models: { realtime: 'gpt-realtime-2.1', transcription: 'gpt-transcribe' },
        limits: { ...defaultVoiceLimits, ...limits },
        clock: systemClock,
      },
      { conversation, link: listener.link },
    )
    stage.call = call
    listener.join(call)
    return listener
  }
  const isListening = () => stage.listener.of('activity').at(-1)?.activity === 'listening'
  const hangUp = async () => {
    await stage.call?.end('visitor')
    stage.listener.leave()
  }
  return Object.assign(stage, {
    sandbox,
    reset: () => {
      stage.listener = new Listener()
      stage.logged.length = 0
      stage.sent.length = 0
      stage.answers = []
      sandbox.control.resetFaults()
      sandbox.control.clearViolations()
    },
    start,
    pickUp: async (conversation: RecordedConversation, options: Parameters<VoiceStage['pickUp']>[1] = {}) => {
      const listener = start(conversation, options.limits)
      await listener.until(() => listener.of('call.started').length > 0)
      // For this call: an earlier one may not have left the provider yet.
      if (options.hears) sandbox.control.ears(options.hears)
      if (options.waits !== false) await listener.until(isListening)
      return listener
    },
    isListening,
    hangUp,
    close: () => sandbox.close(),
  })
}
