import type { enPlans } from './en-plans.ts'
import { count } from './spanish.ts'

const weeks = (n: number) => (n === 1 ? 'cada semana' : `cada ${n} semanas`)

export const esPlans: typeof enPlans = {
  title: 'Sesiones',
  lead: '¿Varias sesiones de este servicio? Planéelas desde aquí: esta cita es la primera.',
  start: 'Empezar un plan',
  total: 'Sesiones en total',
  totalHint: 'Con esta cita, de 2 a 24.',
  apart: 'Cada cuánto',
  everyWeeks: 'Cada cierto número de semanas',
  weeks: 'Semanas',
  betweenDays: 'Dentro de cierto número de días',
  betweenHint: 'Deja a Ava varios días para elegir. Como máximo 28 días entre el mínimo y el máximo.',
  minDays: 'Mínimo (días)',
  maxDays: 'Máximo (días)',

  progress: ({ planned, total }) => `${planned} de ${total} reservadas o realizadas`,
  given: (n) => count(n, 'realizada', 'realizadas'),
  interval: ({ minDays, maxDays }) => {
    if (minDays !== maxDays) return `con ${minDays} a ${maxDays} días entre una y otra`
    return minDays % 7 === 0 ? weeks(minDays / 7) : minDays === 1 ? 'cada día' : `cada ${minDays} días`
  },
  here: 'Esta cita',
  all: 'Todas las sesiones están reservadas.',
  ended: { active: '', completed: 'Se realizaron todas las sesiones.', stopped: 'Detenido. Lo reservado se mantiene.' },

  bookRest: 'Reservar las demás',
  proposed: 'Fechas propuestas',
  proposedText: (provider) => `Con ${provider}, el mismo día de la semana y a la misma hora cuando sea posible.`,
  free: 'Libre',
  notFree: 'No está libre',
  notFreeHint: 'Las fechas que no están libres se omiten. Lo que falte se puede reservar después de la última sesión.',
  noneFree: 'Ninguna de estas fechas está libre. Cambie la última sesión a otra hora y vuelva a mirar.',
  book: (n) => `Reservar ${count(n, 'fecha', 'fechas')}`,
  bookFree: (n) => (n === 1 ? 'Reservar la fecha libre' : `Reservar las ${count(n, 'fecha libre', 'fechas libres')}`),
  notNow: 'Ahora no',
  booked: 'Reservado. Se avisa a la persona.',
  problems: {
    no_start:
      'Ya no queda ninguna sesión reservada, así que no hay desde dónde contar. Detenga este plan y empiece uno nuevo.',
    too_late:
      'Los días después de la última sesión ya pasaron. Detenga este plan y empiece uno nuevo desde la próxima cita.',
  },
  unavailable: 'Ava no pudo consultar este plan en este momento.',

  stop: 'Detener el plan',
  stopTitle: '¿Detener este plan?',
  stopText: 'No se proponen más sesiones. Lo reservado se mantiene.',
  keep: 'Conservarlo',
  stopped: 'El plan está detenido.',
  started: 'El plan ha empezado. Sus demás sesiones aún no están reservadas.',
}
