import type { ApiError } from '@ava/protocol/api-error.ts'
import type { SessionResponse, WidgetConfig } from '@ava/protocol/widget-config.ts'
import type { ServerMessage } from '@ava/protocol/widget-socket.ts'
import { matches, type Shape } from './shape.ts'

const state = ['open', 'locked', 'with_person', 'ended']
const optionalString = { optional: 'string' } as const
const message: Shape = {
  fields: {
    id: 'string',
    position: 'number',
    author: ['customer', 'ava', 'staff', 'system'],
    authorName: optionalString,
    channel: ['voice', 'chat', 'sms', 'email', 'phone'],
    text: 'string',
    isFinal: 'boolean',
    isInterrupted: { optional: 'boolean' },
    sentAt: 'string',
    clientId: optionalString,
  },
}
const options: Shape = { list: { fields: { label: 'string', detail: optionalString, text: 'string' } } }
const lines: Shape = { list: 'string' }
const card: Shape = {
  by: 'kind',
  cases: {
    openings: { title: 'string', options },
    confirm: { title: 'string', lines, options },
    appointment: { title: 'string', lines, reference: 'string' },
  },
}

export const serverMessageShape: Shape = {
  by: 'type',
  cases: {
    ready: {
      conversationId: 'string',
      state,
      personaName: 'string',
      spaName: 'string',
      withName: optionalString,
      messages: { list: message },
      greeting: 'string',
      suggestions: { list: 'string' },
    },
    message: { message },
    stored: { clientId: 'string' },
    card: { afterMessageId: optionalString, card },
    activity: { activity: ['idle', 'listening', 'hearing', 'thinking', 'speaking'] },
    state: { state, withName: optionalString },
    'call.started': { callId: 'string', limitMs: 'number', ears: ['live', 'sandbox'] },
    'call.ended': {
      reason: ['visitor', 'ava', 'idle', 'limit', 'upstream_down', 'handed_over', 'locked', 'error'],
      durationMs: 'number',
    },
    'audio.flush': { epoch: 'number' },
    'audio.duck': { isDucked: 'boolean' },
    'audio.item': { item: 'number', messageId: 'string' },
    pong: { sentAt: 'number' },
    notice: {
      code: [
        'upstream_down',
        'reply_failed',
        'too_fast',
        'too_long',
        'over_limit',
        'locked',
        'spa_closed',
        'voice_off',
      ],
      text: 'string',
      actions: { list: ['retry', 'type_instead', 'leave_message', 'call_spa'] },
      clientId: optionalString,
    },
  },
}
const phrase: Shape = { nullable: 'string' }
export const widgetConfigShape: Shape = {
  fields: {
    spaName: 'string',
    personaName: 'string',
    accentColor: phrase,
    language: optionalString,
    greeting: 'string',
    suggestions: { list: 'string' },
    hoursLine: 'string',
    isOpenNow: 'boolean',
    phone: phrase,
    email: phrase,
    privacyLine: 'string',
    isVoiceAvailable: 'boolean',
  },
}
export const sessionResponseShape: Shape = {
  fields: {
    token: 'string',
    expiresInMs: 'number',
    conversationId: 'string',
    resumeKey: 'string',
    isResumed: 'boolean',
  },
}
const apiErrorShape: Shape = { fields: { error: { fields: { code: 'string', message: 'string' } } } }

/** Null for what is not of this version: a newer server may say more than we understand. */
export function parseServerMessage(text: string): ServerMessage | null {
  try {
    const value: unknown = JSON.parse(text)
    return matches(value, serverMessageShape) ? (value as ServerMessage) : null
  } catch {
    return null
  }
}
export const parseWidgetConfig = (body: unknown) => (matches(body, widgetConfigShape) ? (body as WidgetConfig) : null)
export const parseSessionResponse = (body: unknown) =>
  matches(body, sessionResponseShape) ? (body as SessionResponse) : null
export const parseApiError = (body: unknown) => (matches(body, apiErrorShape) ? (body as ApiError) : null)
