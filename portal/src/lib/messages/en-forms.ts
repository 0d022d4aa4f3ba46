/** What every form and every note at the edge of the page says. */
export const enForms = {
  save: 'Save',
  saving: 'Saving…',
  unsaved: 'Not saved yet.',
  optional: 'optional',
  loading: 'Loading',
  undo: 'Undo',
  dismiss: 'Dismiss',
  notifications: 'Notifications',
  problems: (n: number) => (n === 1 ? 'One field needs another look' : `${n} fields need another look`),
  leaveTitle: 'Leave without saving?',
  leaveText: 'What you have typed here is not saved, and is lost when you leave.',
  leave: 'Leave without saving',
  stay: 'Stay here',
}
