/** What customers read of who is writing to them. */
export const joined = (name: string) => `${name} has joined the conversation and is writing to you now.`
export const cameBack = (persona: string) => `${persona}, the AI receptionist, is back in the conversation.`
/** Before a text where somebody else wrote last, or nobody: a text has no other place for a name, and Ava says what she is. */
export const introduction = ({ name, role }: { name: string; role: string | null }, spaName: string) =>
  role === null ? `${name} from ${spaName} here: ` : `${name}, ${role} at ${spaName}: `
