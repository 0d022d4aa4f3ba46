import { expect, it } from 'vitest'
import { eventLabel, toolLabel } from '../portal/labels.ts'
import { inSpanish } from './in-language.ts'

it.each([
  ['Sign in to go on.', 'Inicie sesión para continuar.'],
  ['Use at most 2,000 characters.', 'Use como máximo 2,000 caracteres.'],
  ['Too many attempts. Try again in 900 s.', 'Demasiados intentos. Intente de nuevo en 900 s.'],
  [toolLabel('book_appointment', { status: 'failed', result: null }), 'Reservar una cita: un sistema no respondió'],
  [eventLabel('call_ended', { reason: 'idle' }), 'Terminó la llamada: ya nadie hablaba'],
  [eventLabel('emergency', {}), 'Señal de alarma: la conversación quedó solo para personas'],
])('says "%s" in Spanish', (english, spanish) => expect(inSpanish(english)).toBe(spanish))

it('leaves what nobody has put into Spanish as it is', () => {
  for (const sentence of ['A new sentence.', 'Call ended: for a new reason', 'constructor', ''])
    expect(inSpanish(sentence)).toBe(sentence)
})
