import EmailReplyParser from 'email-reply-parser'
import { convert } from 'html-to-text'
import sanitizeHtml from 'sanitize-html'

/** Beyond this nobody has written by hand; what is read out of it is cut, what is kept is all of it. */
const MOST_HTML = 100_000
const MOST_TEXT = 200_000
/** The parser's expressions are made for mails, not for attackers: this much they read in milliseconds. */
const MOST_PARSED = 20_000
const MOST_WORDS = 10_000

export interface VisibleWords {
  /** What they wrote this time: no quoted history, no signature. */
  words: string
  /** All of it. */
  fullText: string
  /** The HTML part without anything that runs; of what is loaded from elsewhere only pictures, which whoever shows it keeps back. Null without one. */
  safeHtml: string | null
}

/** What a person reads first in a mail, of its plain part or, where that is empty, of its HTML. */
export function visibleWords({ text, html }: { text: string | null; html: string | null }): VisibleWords {
  const safeHtml = html === null || html.trim() === '' ? null : sanitise(html)
  const plain = tidy(text ?? '')
  const fullText = plain === '' && safeHtml !== null ? tidy(textOf(safeHtml)) : plain
  const head = fullText.slice(0, MOST_PARSED)
  const stripped = tidy(new EmailReplyParser().read(head).getVisibleText())
  // A mail that is nothing but what looks like history or a signature ("Thanks, Ana") still says something.
  const words = stripped === '' ? head : stripped
  return { words: words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS)} …` : words, fullText, safeHtml }
}

function sanitise(html: string): string {
  return sanitizeHtml(html.slice(0, MOST_HTML), {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img'],
    // No classes, no styles: a mail looks like the page it is shown on, and hides nothing.
    allowedAttributes: {
      a: ['href', 'title', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['https', 'data'] },
    transformTags: {
      a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, target: '_blank', rel: 'noopener noreferrer' } }),
      img: (tagName, { src = '', ...attribs }): sanitizeHtml.Tag => {
        if (PICTURE.test(src) && !isBeacon(attribs)) return { tagName, attribs: { src, ...attribs } }
        // What came as a file of the mail ("cid:") is among its attachments.
        return { tagName, attribs: { alt: attribs['alt'] ?? '' } }
      },
    },
    exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs['src'] && !attribs['alt'],
    allowProtocolRelative: false,
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'head'],
    nestingLimit: 100,
  })
}

/** Somewhere on the web, or in the mail itself as a picture that cannot hold more than a picture. */
const PICTURE = /^\s*(?:https:\/\/|data:image\/(?:png|jpe?g|gif|webp);base64,)/i

/** Nobody sees a picture of a dot: it is there to tell that the mail was read. */
function isBeacon({ width, height }: Record<string, string>): boolean {
  return [width, height].some((side) => side !== undefined && Number.parseInt(side, 10) <= 2)
}

function textOf(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: MOST_HTML, maxDepth: 120, maxChildNodes: 20_000, ellipsis: '…' },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'h2', options: { uppercase: false } },
      { selector: 'h3', options: { uppercase: false } },
      { selector: 'table', options: { uppercaseHeaderCells: false } },
    ],
  })
}

/** Lines end in "\n" and not in blanks, and no more than one empty line follows another: the parser takes minutes for thousands of them. */
function tidy(text: string): string {
  return text
    .slice(0, MOST_TEXT)
    .replaceAll(/\r\n?|\u2028|\u2029/g, '\n')
    .replaceAll('\u00a0', ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
