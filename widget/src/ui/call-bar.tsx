import type { WidgetModel } from '../model/widget-model.ts'
import { Icon } from './icon.tsx'
import { LevelMeter } from './level-meter.tsx'

/** The call's controls, in place of the composer until the visitor wants to type. */
export function CallBar({ model }: { model: WidgetModel }) {
  const { call } = model
  const strings = model.strings.value
  const phase = call.phase.value
  if (phase === 'none') return null
  const isMuted = call.isMuted.value
  const isTalking = phase === 'live' || phase === 'reconnecting'
  return (
    <div class="call" data-phase={phase}>
      {call.hasSandboxEars.value && <p class="quiet">{strings.sandboxEars}</p>}
      <div class="call-controls">
        <button
          type="button"
          class="call-button"
          aria-pressed={isMuted}
          disabled={!isTalking}
          onClick={() => call.toggleMute()}
        >
          <Icon name={isMuted ? 'micOff' : 'mic'} />
          <span>{isMuted ? strings.unmute : strings.mute}</span>
        </button>
        <button
          type="button"
          class="call-button"
          aria-pressed={model.isTypingInCall.value}
          onClick={() => model.toggleTyping()}
        >
          <Icon name="keyboard" />
          <span>{strings.keyboard}</span>
        </button>
        <LevelMeter model={model} />
        <button type="button" class="call-button end" onClick={() => call.hangUp()}>
          <Icon name="hangUp" />
          <span>{strings.endCall}</span>
        </button>
      </div>
    </div>
  )
}
