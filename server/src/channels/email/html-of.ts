const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g

/** The HTML part of an email: its words in paragraphs below the spa's name. Nothing in it is loaded from elsewhere. */
export function htmlOf({
  text,
  spaName,
  accentColor,
}: {
  text: string
  spaName: string
  accentColor: string | null
}): string {
  const accent = accentColor !== null && /^#[\da-f]{6}$/i.test(accentColor) ? accentColor : '#3f3f46'
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p style="margin:0 0 16px">${paragraph.split('\n').map(withLinks).join('<br>')}</p>`)
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>',
    '<body style="margin:0;padding:24px;font:16px/1.5 -apple-system,BlinkMacSystemFont,\'Segoe UI\',sans-serif">',
    '<div style="max-width:560px;margin:0 auto">',
    `<p style="margin:0 0 20px;padding:0 0 10px;border-bottom:2px solid ${accent};font-weight:600">${escaped(spaName)}</p>`,
    ...paragraphs,
    '</div></body></html>',
  ].join('\n')
}

function withLinks(line: string): string {
  let html = ''
  let from = 0
  for (const { 0: address, index } of line.matchAll(ADDRESS)) {
    html += `${escaped(line.slice(from, index))}<a href="${escaped(address)}">${escaped(address)}</a>`
    from = index + address.length
  }
  return html + escaped(line.slice(from))
}

function escaped(text: string): string {
  return text.replaceAll(
    /[&<>"']/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character]!,
  )
}
