/** `GET` and `POST /api/portal/widget`: how the widget looks and speaks on the spa's website, and where it has been seen. */
import { z } from 'zod'
import { ReadAt, words } from './set-up.ts'

/** Languages the widget has words of its own in. */
export const widgetLanguages = ['en', 'es'] as const
export const WidgetLanguage = z.enum(widgetLanguages, 'Choose a language of the list.')
export type WidgetLanguage = z.infer<typeof WidgetLanguage>

/** What one language says; an empty one is as it comes. */
export const WidgetTexts = z.object({
  /** On the button: "Talk to Ava". */
  launcher: words(40),
  /** First in the panel. Must disclose that an AI answers. */
  greeting: words(400),
  privacyLine: words(300),
  /** What the button says of itself after a while. */
  nudge: words(120),
})
export type WidgetTexts = z.infer<typeof WidgetTexts>

const offset = (where: string) =>
  z
    .number(`Enter the distance from the ${where} in pixels.`)
    .int('Enter whole pixels.')
    .min(0, 'A distance is 0 pixels or more.')
    .max(400, 'Keep the distance at 400 pixels or less: further out the button leaves the screen of a phone.')

const PagePath = z
  .string('Write the path of a page.')
  .trim()
  .max(200, 'Keep each path under 200 characters.')
  .regex(/^\/[^\s"<>\\]*$/u, 'A path begins with / and has no spaces, like /botox or /treatments/*.')

export const WidgetLook = z.object({
  /** `#rrggbb`; null: Ava's own green. */
  accentColor: z
    .string('Enter a colour like #0f766a.')
    .trim()
    .regex(/^#[\da-f]{6}$/i, 'Enter a colour like #0f766a: # and six digits or letters from a to f.')
    .toLowerCase()
    .nullable(),
  side: z.enum(['left', 'right'], 'Choose left or right.'),
  offsetX: offset('side'),
  offsetY: offset('bottom'),
  languages: z
    .array(WidgetLanguage)
    .min(1, 'Choose one language at least.')
    .max(widgetLanguages.length)
    .refine((codes) => new Set(codes).size === codes.length, 'Choose each language once.'),
  texts: z.partialRecord(WidgetLanguage, WidgetTexts),
  /** Seconds on a page after which the button offers itself; null: it does not. */
  nudgeAfterSeconds: z
    .number('Enter seconds.')
    .int('Enter whole seconds.')
    .min(3, 'Give people 3 seconds at least.')
    .max(600, 'Keep it under 600 seconds: few stay on a page for longer.')
    .nullable(),
  /** Paths where it does; `*` stands for anything. Empty: every page. */
  nudgeOn: z.array(PagePath).max(20, 'Keep it to 20 paths. * stands for anything, as in /treatments/*.'),
})
export type WidgetLook = z.infer<typeof WidgetLook>

export const WidgetRequest = WidgetLook.extend({ updatedAt: ReadAt })
export type WidgetRequest = z.infer<typeof WidgetRequest>

export const WidgetSetUp = z.object({
  siteKey: z.string(),
  spaName: z.string(),
  personaName: z.string(),
  look: WidgetLook.extend({ accentColor: z.string().nullable() }),
  /** What stands where a text is empty. */
  usual: z.partialRecord(WidgetLanguage, WidgetTexts),
  /** One script tag; the second stays as it is for ever, and says what its file must be. Null: the widget is not built. */
  snippet: z.string(),
  pinnedSnippet: z.string().nullable(),
  /** Websites on which the widget was there, newest first. */
  sightings: z.array(
    z.object({ origin: z.string(), firstSeenAt: z.string(), lastSeenAt: z.string(), isAllowed: z.boolean() }),
  ),
  updatedAt: z.string().nullable(),
})
export type WidgetSetUp = z.infer<typeof WidgetSetUp>
