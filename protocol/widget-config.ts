/** The widget's two HTTP calls, before the socket. zod/mini: this file ships to customers' pages. */
import * as z from 'zod/mini'

/** `GET /api/widget/config?site=<site key>`: how the widget of one spa looks and what it may say before anybody talks. */
export const WidgetConfig = z.object({
  spaName: z.string(),
  personaName: z.string(),
  /** Any CSS colour; the widget picks a text colour by contrast. Null: Ava's own green. */
  accentColor: z.nullable(z.string()),
  /** Of what follows, by its code; a page that says nothing reads English. */
  language: z.optional(z.string()),
  greeting: z.string(),
  suggestions: z.array(z.string()),
  /** "Open today 9 am – 6 pm", ready to show. */
  hoursLine: z.string(),
  isOpenNow: z.boolean(),
  phone: z.nullable(z.string()),
  email: z.nullable(z.string()),
  privacyLine: z.string(),
  /** Voice can be off (no provider, or a limit): then only chat is offered. */
  isVoiceAvailable: z.boolean(),
})
export type WidgetConfig = z.infer<typeof WidgetConfig>

/** `POST /api/widget/session`. `resume` brings back a conversation of this browser. */
export const SessionRequest = z.object({
  siteKey: z.string().check(z.minLength(1), z.maxLength(64)),
  pageUrl: z.optional(z.string().check(z.maxLength(2_000))),
  resume: z.optional(
    z.object({
      conversationId: z.string().check(z.maxLength(64)),
      resumeKey: z.string().check(z.maxLength(128)),
    }),
  ),
})
export type SessionRequest = z.infer<typeof SessionRequest>

/** The token opens one socket, once, within `expiresInMs`. */
export const SessionResponse = z.object({
  token: z.string(),
  expiresInMs: z.number(),
  conversationId: z.string(),
  /** Keep in sessionStorage: with it this browser, and nobody else, comes back to this conversation. */
  resumeKey: z.string(),
  isResumed: z.boolean(),
})
export type SessionResponse = z.infer<typeof SessionResponse>
