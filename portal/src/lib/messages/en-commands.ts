/** Commands and search, from everywhere. */
export const enCommands = {
  open: 'Search',
  title: 'Search and commands',
  hint: 'Go to a page, or find a customer, a conversation or an appointment',
  input: 'Search or type a command',
  pages: 'Go to',
  actions: 'Do',
  newCustomer: 'New customer',
  newAppointment: 'New appointment',
  customers: 'Customers',
  conversations: 'Conversations',
  appointments: 'Appointments',
  nothing: 'Nothing fits. Try a name, a number or a few words.',
  failed: 'The search does not answer just now. Try again.',
  searching: 'Searching…',
  visitor: 'Visitor',
  keys: 'Arrow keys to choose, Enter to open, Esc to close',
}
