import type { Channel } from '../../db/generated/client.ts'

/** How two people reach each other; the website's call and chat are one place. */
const mediums: Record<Channel, string> = {
  voice: 'on the website',
  chat: 'on the website',
  sms: 'by text message',
  email: 'by email',
  phone: 'on the phone',
}

/** For the model: from here on they talk elsewhere. Null where they stay, and at the beginning on the website. */
export function switchWords(before: Channel | null, now: Channel): string | null {
  const medium = mediums[now]
  if (before === null) return medium === 'on the website' ? null : `(The conversation begins ${medium}.)`
  return mediums[before] === medium ? null : `(From here on the conversation goes on ${medium}, with the same person.)`
}
