import { findLinks } from './find-links.ts'

/** Text with its links; never anybody's HTML. */
export function RichText({ text }: { text: string }) {
  return (
    <>
      {findLinks(text).map((part, index) =>
        part.href ? (
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  )
}
