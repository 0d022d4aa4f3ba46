import type { MessageChannel, Purpose } from './purposes.ts'

export interface Wording {
  /** Of an email; a text has none. */
  subject: string | null
  text: string
}

/** The languages that the product itself writes. */
export const productLanguages = ['en', 'es'] as const
export type ProductLanguage = (typeof productLanguages)[number]

/**
 * The product's own words: read on locked screens and by other people, so they do not name the
 * treatment unless the spa wants it ({{visit}} decides). They ask for no value that may be missing. Texts never
 * say "reply CANCEL": to the carrier that is STOP.
 */
export function defaultWording(purpose: Purpose, channel: MessageChannel, language: ProductLanguage): Wording {
  if (channel === 'sms') return { subject: null, text: texts[language][purpose] }
  const { subject, said, isGone } = emails[language][purpose]
  return { subject, text: letter(language, purpose, said, isGone ?? false) }
}

const texts: Record<ProductLanguage, Record<Purpose, string>> = {
  en: {
    booking_requested: '{{spa}}: we have your request for {{when}}. We will confirm it. Ref {{reference}}.',
    booking_pending: '{{spa}}: {{when}} is kept for you, not confirmed yet. Ref {{reference}}.',
    booking_confirmed:
      '{{spa}}: your {{visit}} is booked for {{when}}. Ref {{reference}}. Reply R to reschedule, N to cancel.',
    booking_moved: '{{spa}}: your {{visit}} is now {{when}}. Ref {{reference}}. Reply R to reschedule, N to cancel.',
    booking_cancelled:
      '{{spa}}: your {{visit}} on {{when}} is cancelled. Ref {{reference}}.{{#phone}} Questions: {{phone}}.{{/phone}}',
    booking_declined:
      '{{spa}}: we cannot confirm {{when}}, sorry. Ref {{reference}}.{{#phone}} Questions: {{phone}}.{{/phone}}',
    reminder: '{{spa}}: your {{visit}} is {{when}}. Reply Y to confirm, R to reschedule, N to cancel.',
    follow_up: '{{spa}}: thank you for your visit, {{given_name}}. Any questions? Just reply to this text.',
    review_request: '{{spa}}: thank you for your visit, {{given_name}}. How was it? Just reply to this text.',
    waitlist_offer:
      '{{spa}}: a time you are waiting for is free: {{when}}, {{address}}. Kept for you until {{until}}. To take it, give Ava the code {{code}}{{#website}} on {{website}}{{/website}}{{#phone}} or call {{phone}}{{/phone}}.',
    waitlist_withdrawn: '{{spa}}: {{when}} is not available any more, sorry. You keep your place on the waitlist.',
  },
  es: {
    booking_requested: '{{spa}}: recibimos su solicitud para {{when}}. Se la confirmaremos. Ref {{reference}}.',
    booking_pending: '{{spa}}: {{when}} queda reservado para usted, aún sin confirmar. Ref {{reference}}.',
    booking_confirmed:
      '{{spa}}: su {{visit}} es {{when}}. Ref {{reference}}. Responda R para cambiarla, N para anularla.',
    booking_moved:
      '{{spa}}: su {{visit}} es ahora {{when}}. Ref {{reference}}. Responda R para cambiarla, N para anularla.',
    booking_cancelled:
      '{{spa}}: su {{visit}} de {{when}} queda anulada. Ref {{reference}}.{{#phone}} Preguntas: {{phone}}.{{/phone}}',
    booking_declined:
      '{{spa}}: lo sentimos, no podemos confirmar {{when}}. Ref {{reference}}.{{#phone}} Preguntas: {{phone}}.{{/phone}}',
    reminder: '{{spa}}: su {{visit}} es {{when}}. Responda Y para confirmar, R para cambiarla, N para anularla.',
    follow_up: '{{spa}}: gracias por su visita, {{given_name}}. ¿Tiene preguntas? Responda a este mensaje.',
    review_request: '{{spa}}: gracias por su visita, {{given_name}}. ¿Qué le pareció? Responda a este mensaje.',
    waitlist_offer:
      '{{spa}}: hay un horario libre como el que espera: {{when}}, {{address}}. Se lo guardamos hasta {{until}}. Para tomarlo, dé a Ava el código {{code}}{{#website}} en {{website}}{{/website}}{{#phone}} o llame al {{phone}}{{/phone}}.',
    waitlist_withdrawn:
      '{{spa}}: {{when}} ya no está disponible, lo sentimos. Usted conserva su lugar en la lista de espera.',
  },
}

interface Letter {
  subject: string
  said: string
  /** There is no visit any more: no place to come to. */
  isGone?: boolean
}

const emails: Record<ProductLanguage, Record<Purpose, Letter>> = {
  en: {
    booking_requested: {
      subject: 'Your appointment request at {{spa}}',
      said: 'We have your request for an appointment at {{spa}} on {{when}}. It is not booked yet: we will confirm it.',
    },
    booking_pending: {
      subject: 'Your appointment, not confirmed yet, at {{spa}}',
      said: 'We are keeping {{when}} at {{spa}} for you. It is not confirmed yet: our team looks at your answers first and will be in touch.',
    },
    booking_confirmed: {
      subject: 'Your appointment at {{spa}}',
      said: 'Your {{visit}} at {{spa}} is booked for {{when}}.',
    },
    booking_moved: {
      subject: 'Your new appointment time at {{spa}}',
      said: 'Your {{visit}} at {{spa}} is now on {{when}}.',
    },
    booking_cancelled: {
      subject: 'Your cancelled appointment at {{spa}}',
      said: 'Your {{visit}} at {{spa}} on {{when}} is cancelled.',
      isGone: true,
    },
    booking_declined: {
      subject: 'Your appointment request at {{spa}}',
      said: 'We are sorry: we cannot confirm your appointment at {{spa}} on {{when}}.',
      isGone: true,
    },
    reminder: {
      subject: 'A reminder of your appointment at {{spa}}',
      said: 'Your {{visit}} at {{spa}} is on {{when}}.\nReply Y to this email to confirm it, R to reschedule, N to cancel.',
    },
    follow_up: {
      subject: 'Thank you for your visit to {{spa}}',
      said: 'Thank you for your visit to {{spa}}. If you have any questions, just reply to this email.',
    },
    review_request: {
      subject: 'How was your visit to {{spa}}?',
      said: 'Thank you for your visit to {{spa}}. How was it? Just reply to this email: we read every answer.',
    },
    waitlist_offer: {
      subject: 'A time has come free at {{spa}}',
      said: [
        'A time that you are waiting for has come free at {{spa}}: {{when}}.',
        'Where: {{address}}',
        'It is kept for you until {{until}}; after that it is offered to the next person.',
        '',
        'To take it, give Ava the code {{code}}{{#website}} on {{website}}{{/website}}{{#phone}}, or call {{phone}}{{/phone}}.',
        'If it does not suit you, there is nothing to do: you stay on the waitlist.',
      ].join('\n'),
    },
    waitlist_withdrawn: {
      subject: 'The time we offered you at {{spa}}',
      said: 'At {{spa}}, {{when}} is not available any more, sorry. You keep your place on the waitlist.',
    },
  },
  es: {
    booking_requested: {
      subject: 'Su solicitud de cita en {{spa}}',
      said: 'Recibimos su solicitud de una cita en {{spa}}: {{when}}. Aún no está reservada: se la confirmaremos.',
    },
    booking_pending: {
      subject: 'Su cita en {{spa}}, aún sin confirmar',
      said: 'Le guardamos {{when}} en {{spa}}. Aún no está confirmada: nuestro equipo mira antes sus respuestas y le escribirá.',
    },
    booking_confirmed: {
      subject: 'Su cita en {{spa}}',
      said: 'Su {{visit}} en {{spa}} es {{when}}.',
    },
    booking_moved: {
      subject: 'La nueva hora de su cita en {{spa}}',
      said: 'Su {{visit}} en {{spa}} es ahora {{when}}.',
    },
    booking_cancelled: {
      subject: 'Su cita anulada en {{spa}}',
      said: 'Su {{visit}} en {{spa}} de {{when}} queda anulada.',
      isGone: true,
    },
    booking_declined: {
      subject: 'Su solicitud de cita en {{spa}}',
      said: 'Lo sentimos: no podemos confirmar su cita en {{spa}} de {{when}}.',
      isGone: true,
    },
    reminder: {
      subject: 'Recordatorio de su cita en {{spa}}',
      said: 'Su {{visit}} en {{spa}} es {{when}}.\nResponda Y a este correo para confirmarla, R para cambiarla, N para anularla.',
    },
    follow_up: {
      subject: 'Gracias por su visita a {{spa}}',
      said: 'Gracias por su visita a {{spa}}. Si tiene preguntas, responda a este correo.',
    },
    review_request: {
      subject: '¿Qué le pareció su visita a {{spa}}?',
      said: 'Gracias por su visita a {{spa}}. ¿Qué le pareció? Responda a este correo: leemos cada respuesta.',
    },
    waitlist_offer: {
      subject: 'Hay un horario libre en {{spa}}',
      said: [
        'Hay un horario libre en {{spa}} como el que usted espera: {{when}}.',
        'Dónde: {{address}}',
        'Se lo guardamos hasta {{until}}; después se ofrece a la siguiente persona.',
        '',
        'Para tomarlo, dé a Ava el código {{code}}{{#website}} en {{website}}{{/website}}{{#phone}}, o llame al {{phone}}{{/phone}}.',
        'Si no le conviene, no tiene que hacer nada: sigue en la lista de espera.',
      ].join('\n'),
    },
    waitlist_withdrawn: {
      subject: 'El horario que le ofrecimos en {{spa}}',
      said: 'En {{spa}}, {{when}} ya no está disponible, lo sentimos. Usted conserva su lugar en la lista de espera.',
    },
  },
}

const frame = {
  en: {
    hello: 'Hello{{#given_name}} {{given_name}}{{/given_name}},',
    where: '{{#address}}Where: {{address}}\n{{/address}}{{#directions}}{{directions}}\n{{/directions}}',
    reference: 'Reference: {{reference}}',
    change: 'To change it, reply to this email{{#phone}}, call {{phone}}{{/phone}} or talk to us on our website.',
    another: 'For another time, reply to this email{{#phone}}, call {{phone}}{{/phone}} or talk to us on our website.',
  },
  es: {
    hello: 'Hola{{#given_name}}, {{given_name}}{{/given_name}}:',
    where: '{{#address}}Dónde: {{address}}\n{{/address}}{{#directions}}{{directions}}\n{{/directions}}',
    reference: 'Referencia: {{reference}}',
    change:
      'Para cambiarla, responda a este correo{{#phone}}, llame al {{phone}}{{/phone}} o escríbanos en nuestro sitio web.',
    another:
      'Para otra hora, responda a este correo{{#phone}}, llame al {{phone}}{{/phone}} o escríbanos en nuestro sitio web.',
  },
} satisfies Record<ProductLanguage, Record<string, string>>

function letter(language: ProductLanguage, purpose: Purpose, said: string, isGone: boolean): string {
  const { hello, where, reference, change, another } = frame[language]
  const isAboutVisit = purpose.startsWith('booking_') || purpose === 'reminder'
  if (!isAboutVisit) return [hello, '', said].join('\n')
  const place = isGone ? '' : where
  return [hello, '', said, `${place}${reference}`, '', isGone ? another : change].join('\n')
}
