/** Something the visitor should know, with what they can do about it. */
export type NoticeAction = 'retry' | 'type_instead' | 'leave_message' | 'call_spa' | 'useHere' | 'startOver'

export interface Notice {
  text: string
  actions: readonly NoticeAction[]
  /** What "Try again" does. */
  retry?: () => void
  /** Goes away by itself when the connection is back. */
  isAboutConnection?: boolean
}
