import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { WidgetModel } from '../model/widget-model.ts'

/** Each bar's share of the level: a meter, not a wave that moves on its own. */
const BARS = [0.45, 0.8, 1, 0.7, 0.4]
/** −50 dBFS is nothing, −10 dBFS is full. */
const QUIET_DB = -50
const LOUD_DB = -10

/** Moves only while sound comes in or goes out, and only while it is seen. Drawn past Preact: ten times a second is no state. */
export function LevelMeter({ model }: { model: WidgetModel }) {
  const meter = useRef<HTMLDivElement>(null)
  useSignalEffect(() => {
    const { microphone, ava } = model.call.levels.value
    const element = meter.current
    if (!element || document.hidden || !model.isOpen.value) return
    element.style.setProperty('--level', height(Math.max(microphone, ava)).toFixed(2))
    element.dataset.who = ava > microphone ? 'ava' : 'visitor'
  })
  return (
    <div ref={meter} class="meter" role="img" aria-label={model.strings.value.level}>
      {BARS.map((share, index) => (
        <span key={index} ref={(bar) => bar?.style.setProperty('--share', `${share}`)} />
      ))}
    </div>
  )
}

function height(rms: number): number {
  const decibels = 20 * Math.log10(Math.max(rms, 1e-5))
  return Math.min(1, Math.max(0, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)))
}
