/** What Twilio itself reads in a text, and acts on before we hear of it. */
export type OptOutWord = 'stop' | 'start' | 'help'

const words = new Map<string, OptOutWord>(
  Object.entries({
    STOP: 'stop',
    STOPALL: 'stop',
    UNSUBSCRIBE: 'stop',
    // Somebody who means their appointment is unsubscribed all the same, and cannot be written to.
    CANCEL: 'stop',
    END: 'stop',
    QUIT: 'stop',
    REVOKE: 'stop',
    OPTOUT: 'stop',
    START: 'start',
    YES: 'start',
    UNSTOP: 'start',
    HELP: 'help',
    INFO: 'help',
  } as const),
)
const byOptOutType = new Map<string, OptOutWord>([
  ['STOP', 'stop'],
  ['START', 'start'],
  ['HELP', 'help'],
])

/**
 * How Twilio reads a text: its word when that is the whole of it, in capitals or not. Where the spa has words
 * of its own (Advanced Opt-Out), Twilio says by `optOutType` what it took it for.
 */
export function optOutWord(text: string, optOutType: string | null): OptOutWord | null {
  return byOptOutType.get(optOutType ?? '') ?? words.get(text.trim().toUpperCase()) ?? null
}
