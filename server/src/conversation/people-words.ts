/** What customers read of who is writing to them. */
export const joined = (name: string) => `${name} has joined the conversation and is writing to you now.`
export const cameBack = (persona: string) => `${persona}, the AI receptionist, is back in the conversation.`
/** Before the first text of somebody who has taken over: a text has no other place for a name. */
export const introduced = (name: string, spaName: string) => `${name} from ${spaName} here: `
