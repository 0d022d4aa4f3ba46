/** The tag as a script that makes it: Google Tag Manager drops the attributes of the scripts that are pasted into it. */
export function tagManagerSnippet(snippet: string): string {
  const attributes = Object.fromEntries(
    [...snippet.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, withoutEntities(value!)]),
  )
  // "</script>" in a name would end ours.
  const list = JSON.stringify(attributes).replaceAll('<', String.raw`\u003c`)
  return `<script>(function(d,a){var s=d.createElement("script");for(var k in a)s.setAttribute(k,a[k]);s.async=true;d.head.appendChild(s)})(document,${list})</script>`
}

/** As the server writes them: by number. */
function withoutEntities(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}
