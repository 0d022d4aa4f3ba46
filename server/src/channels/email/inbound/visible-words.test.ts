import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visibleWords } from './visible-words.ts'

const words = (text: string) => visibleWords({ text, html: null }).words

describe('what somebody wrote this time', () => {
  it('is without the history that their program quotes below it', () => {
    const gmail = `Yes please, at 3.\r\n\r\nOn Tue, Nov 24, 2026 at 2:30 PM Glow <glow@inbound.example> wrote:\r\n> Can you come?\r\n`
    expect(words(gmail)).toBe('Yes please, at 3.')
    const outlook = `Yes.\n\n________________________________\nFrom: Glow <a@b.example>\nSent: Tuesday\nTo: Ana\nSubject: Re: x\n\nCan you come?`
    expect(words(outlook)).toBe('Yes.')
    expect(words('Geht 15 Uhr?\n\nAm 24.11.2026 um 12:30 schrieb Glow <a@b.example>:\n\n> Hallo')).toBe('Geht 15 Uhr?')
  })

  it('is without a signature', () => {
    expect(words('Is 3 ok?\n\n-- \nAna\nHead of Things')).toBe('Is 3 ok?')
    expect(words('Is 3 ok?\n\nSent from my iPhone')).toBe('Is 3 ok?')
  })

  it('is everything when it looks like nothing but history', () => {
    expect(words('> yes')).toBe('> yes')
    expect(words('Best regards,\nAna')).toContain('Best regards')
  })

  it('keeps the whole beside it', () => {
    const text = 'Yes\n\nOn Tue, Nov 24, 2026 at 2:30 PM Glow <a@b.example> wrote:\n> Can you come?'
    expect(visibleWords({ text, html: null }).fullText).toBe(text)
  })

  it('comes out of the HTML where there is no plain part', () => {
    const html = '<style>p{color:red}</style><p>Is <b>3&nbsp;PM</b> ok?</p><p>Ana</p><script>alert(1)</script>'
    expect(visibleWords({ text: ' \n', html }).words).toBe('Is 3 PM ok?\n\nAna')
    const gmail =
      '<div>Yes</div><div class="gmail_quote">On Tue, Nov 24, 2026 at 2:30 PM Glow &lt;a@b.example&gt; wrote:<br><blockquote>Can you come?</blockquote></div>'
    expect(visibleWords({ text: null, html: gmail }).words).toBe('Yes')
  })

  it('is read in moments, whatever was sent', () => {
    const hurtful = [
      '\n',
      ' \n',
      '\t\n',
      '\u00a0\n',
      '>\n',
      'On ',
      'On \n',
      '<a@b.c> ',
      '-',
      '_',
      '*',
      'wrote:\n',
      'From: a\n',
      '. \n',
      'Le a écrit :\n',
      '&lt;',
    ]
    for (const one of hurtful) {
      const started = performance.now()
      words(`${one.repeat(100_000)}x`)
      expect(performance.now() - started, JSON.stringify(one)).toBeLessThan(2000)
    }
    const deep = performance.now()
    visibleWords({ text: null, html: '<div>'.repeat(60_000) })
    visibleWords({ text: null, html: '<table><tr><td>'.repeat(20_000) })
    visibleWords({ text: null, html: '<a href="'.repeat(30_000) })
    expect(performance.now() - deep).toBeLessThan(5000)
  })
})

describe('the HTML that is kept', () => {
  const safe = (html: string) => visibleWords({ text: 'x', html }).safeHtml!

  it('runs nothing, and loads nothing but pictures', () => {
    const html = `<p onclick="x()">Hi</p><iframe src="//e.example"></iframe>
      <a href="javascript:alert(1)">a</a><a href=" java&#10;script:alert(1)">b</a><svg onload="x()"></svg>
      <p style="background:url(https://spy.example)">styled</p><a href="https://ok.example">ok</a>
      <form action="https://e.example"><input name="x"></form><base href="https://e.example"><link rel="stylesheet" href="x">`
    expect(safe(html)).not.toMatch(
      / on\w+=|<img|<iframe|javascript|script:|<svg|style=|<style|<form|<input|<base|<link|spy/i,
    )
    expect(safe(html)).toContain('<a href="https://ok.example" target="_blank" rel="noopener noreferrer">ok</a>')
  })

  it('has the pictures that are to be seen, from safe places, and no word of them in the text', () => {
    const html = `<p>Look</p><img src="https://shop.example/a.png" alt="A face" width="300" onload="x()" style="x">
      <img src="https://spy.example/open.gif" width="1" height="1"><img src="http://plain.example/b.png" alt="Plain">
      <img src="cid:logo@x" alt="Our logo"><img src="data:image/svg+xml;base64,PHN2Zz4=" alt="drawn"><img src="javascript:x()">
      <img src="data:image/png;base64,iVBORw0KGgo=">`
    expect(safe(html).match(/<img[^>]*>/g)).toEqual([
      '<img src="https://shop.example/a.png" alt="A face" width="300" />',
      '<img alt="Plain" />',
      '<img alt="Our logo" />',
      '<img alt="drawn" />',
      '<img src="data:image/png;base64,iVBORw0KGgo=" />',
    ])
    expect(visibleWords({ text: null, html }).words).toBe('Look')
  })

  it('has no tag that was not allowed, whatever it was made of', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      'script',
      'img',
      ' src=x onerror=x ',
      '"',
      "'",
      '/',
      '<!--',
      '-->',
      '<svg>',
      '<p>',
      'a',
      '&lt;',
      '<math>',
      '<![CDATA[',
      ']]>',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const kept = safe(`${pieces.join('')}<p>end</p>`)
        expect(kept).not.toMatch(/<(script|svg|math|iframe|style|!)/i)
        for (const image of kept.match(/<img[^>]*>/gi) ?? []) {
          expect(image).toMatch(/^<img(?: (?:src|alt|width|height)="[^"<>]*")* \/>$/)
        }
      }),
    )
  })
})
