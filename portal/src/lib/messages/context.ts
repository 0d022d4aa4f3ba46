import { createContext } from 'svelte'
import type { Messages } from './messages-for.ts'

/** The words in the reader's language, for every component below the root layout. */
export const [useMessages, setMessages] = createContext<Messages>()
