import type { Card } from '@ava/protocol/widget-socket.ts'
import type { Strings } from '../strings/strings.ts'
import { Icon } from './icon.tsx'

/** Times to choose from, details to confirm, an appointment that stands. A tap says the option's words. */
export function CardView({
  card,
  isOpen,
  strings,
  choose,
}: {
  card: Card
  isOpen: boolean
  strings: Strings
  choose: (text: string) => void
}) {
  return (
    <div class={`card ${card.kind}`} role="group" aria-label={card.title}>
      <h3 class="card-title" dir="auto">
        <Icon name={card.kind === 'appointment' ? 'check' : 'calendar'} size={16} />
        <span>{card.title}</span>
      </h3>
      {card.kind !== 'openings' && card.lines.length > 0 && (
        <ul class="card-lines">
          {card.lines.map((line) => (
            <li key={line} dir="auto">
              {line}
            </li>
          ))}
        </ul>
      )}
      {card.kind === 'appointment' && <p class="card-reference">{strings.reference(card.reference)}</p>}
      {card.kind !== 'appointment' && (
        <ul class="options">
          {card.options.map((option, index) => (
            <li key={option.text}>
              <button
                type="button"
                class={card.kind === 'confirm' && index === 0 ? 'choice primary' : 'choice'}
                disabled={!isOpen}
                onClick={() => choose(option.text)}
                dir="auto"
              >
                <span>{option.label}</span>
                {option.detail && <span class="choice-detail">{option.detail}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
