/** What the program itself says by text, in fixed words. */
export type Notice = 'stopped' | 'started' | 'help' | 'confirmed'

/** One text that may still go out to somebody who has just opted out: the one that says so. */
export const STOPPED_PURPOSE = 'opt_out_confirmed'

export const noticePurposes: Readonly<Record<Notice, string>> = {
  stopped: STOPPED_PURPOSE,
  started: 'opt_in_confirmed',
  help: 'help',
  confirmed: 'visit_confirmed',
}

interface Facts {
  spa: string
  phone: string | null
  /** The visit, of `confirmed`. */
  when: string
}

const words: Record<'en' | 'es', Record<Notice, (facts: Facts) => string>> = {
  en: {
    stopped: ({ spa }) => `${spa}: you will get no more texts from this number. Reply START to get them again.`,
    started: ({ spa }) => `${spa}: you will get texts from this number again. Reply HELP for help, STOP to opt out.`,
    help: ({ spa, phone }) =>
      `${spa}: Ava, our AI assistant, answers texts here.${phone === null ? '' : ` To talk to a person call ${phone}.`} Reply STOP to opt out.`,
    confirmed: ({ when }) => `Thank you, you are confirmed for ${when}. See you then!`,
  },
  es: {
    stopped: ({ spa }) => `${spa}: no recibirá más mensajes de este número. Responda START para volver a recibirlos.`,
    started: ({ spa }) =>
      `${spa}: volverá a recibir mensajes de este número. Responda HELP para ayuda, STOP para no recibir más.`,
    help: ({ spa, phone }) =>
      `${spa}: aquí responde Ava, nuestra asistente de IA.${phone === null ? '' : ` Para hablar con una persona llame al ${phone}.`} Responda STOP para no recibir más.`,
    confirmed: ({ when }) => `Gracias, su cita está confirmada: ${when}. ¡Nos vemos!`,
  },
}

export function noticeWords(notice: Notice, { language, ...facts }: Facts & { language: string }): string {
  return words[language.startsWith('es') ? 'es' : 'en'][notice](facts)
}
