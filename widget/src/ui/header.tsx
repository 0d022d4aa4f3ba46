import { clockTime } from '../model/clock-time.ts'
import { statusWord } from '../model/status-word.ts'
import type { WidgetModel } from '../model/widget-model.ts'
import { Icon } from './icon.tsx'

/** Who is talking, what is going on, and the way out. */
export function Header({ model }: { model: WidgetModel }) {
  const strings = model.strings.value
  const isPerson = model.conversation.state.value === 'with_person'
  const name = isPerson ? (model.conversation.withName.value ?? strings.theTeam) : model.personaName.value
  const spa = model.spaName.value
  const role = isPerson ? strings.personOf(spa) : spa ? strings.receptionistOf(spa) : strings.receptionist
  return (
    <div class="header">
      <span class={isPerson ? 'avatar person' : 'avatar'} aria-hidden="true">
        {[...name][0]}
      </span>
      <div class="who">
        <h2 class="name" dir="auto">
          {name}
        </h2>
        <p class="role" dir="auto">
          {role}
        </p>
      </div>
      <Status model={model} />
      {model.conversation.transcript.value.length > 0 && model.call.phase.value === 'none' && (
        <button
          type="button"
          class="icon-button"
          aria-label={strings.startOver}
          title={strings.startOver}
          onClick={() => askToStartOver(model)}
        >
          <Icon name="startOver" />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={strings.close}
        title={strings.close}
        onClick={() => model.close()}
      >
        <Icon name="chevronDown" />
      </button>
    </div>
  )
}

function askToStartOver(model: WidgetModel): void {
  if (model.conversation.state.peek() === 'ended') model.startOver()
  else model.isAskingToStartOver.value = true
}

/** The state in a word; in a call also the clock and the connection. */
function Status({ model }: { model: WidgetModel }) {
  const strings = model.strings.value
  const word = statusWord(model)
  const isLive = model.call.phase.value === 'live'
  const latency = model.latencyMs.value
  if (!word) return null
  return (
    <div class="status" data-status={word}>
      <span class="status-word">{strings.state[word]}</span>
      {isLive && (
        <span class="status-detail">
          <span role="timer" aria-label={strings.callLength}>
            {clockTime(model.call.elapsedSeconds.value)}
          </span>
          {latency !== null && <span title={strings.latency(latency)}>{` · ${latency} ms`}</span>}
        </span>
      )}
    </div>
  )
}
