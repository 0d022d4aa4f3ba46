import type { enForms } from './en-forms.ts'

export const esForms: typeof enForms = {
  save: 'Guardar',
  saving: 'Guardando…',
  unsaved: 'Todavía no se ha guardado.',
  optional: 'opcional',
  loading: 'Cargando',
  undo: 'Deshacer',
  dismiss: 'Cerrar',
  notifications: 'Avisos',
  problems: (n) => (n === 1 ? 'Revise un campo' : `Revise ${n} campos`),
  leaveTitle: '¿Salir sin guardar?',
  leaveText: 'Lo que ha escrito aquí no está guardado y se pierde al salir.',
  leave: 'Salir sin guardar',
  stay: 'Quedarse aquí',
}
