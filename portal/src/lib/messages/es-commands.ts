import type { enCommands } from './en-commands.ts'

export const esCommands: typeof enCommands = {
  open: 'Buscar',
  title: 'Buscar y dar órdenes',
  hint: 'Vaya a una página, o encuentre un cliente, una conversación o una cita',
  input: 'Busque o escriba una orden',
  pages: 'Ir a',
  actions: 'Hacer',
  newCustomer: 'Cliente nuevo',
  newAppointment: 'Cita nueva',
  customers: 'Clientes',
  conversations: 'Conversaciones',
  appointments: 'Citas',
  nothing: 'Nada coincide. Pruebe con un nombre, un número o unas palabras.',
  failed: 'La búsqueda no responde en este momento. Intente de nuevo.',
  searching: 'Buscando…',
  visitor: 'Visitante',
  keys: 'Flechas para elegir, Enter para abrir, Esc para cerrar',
}
