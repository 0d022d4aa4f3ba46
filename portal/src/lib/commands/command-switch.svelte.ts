/** Whether the commands are open; Ctrl+K or ⌘K opens and closes them, wherever the focus is. */
export class CommandSwitch {
  isOpen = $state(false)

  onkeydown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
    event.preventDefault()
    this.isOpen = !this.isOpen
  }
}
