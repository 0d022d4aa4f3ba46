import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { decode } from './charset.ts'

describe('bytes of a mail', () => {
  it.each([
    ['UTF-8', 'Größe – 10 €'],
    ['windows-1252', 'Günstig – “10 €”'],
    ['iso-8859-1', 'café'],
    ['iso-8859-15', '10 €'],
    ['shift_jis', '予約をお願いします'],
    ['euc-kr', '예약'],
    ['gb18030', '预约'],
    ['big5', '預約'],
    ['koi8-r', 'Запись'],
    ['utf-7', 'Größe'],
    ['cp932', '予約'],
    ['cp850', 'Größe'],
  ])('are read as %s', (charset, text) => {
    expect(decode(iconv.encode(text, charset), charset)).toBe(text)
    expect(decode(iconv.encode(text, charset), `"${charset.toUpperCase()}"`)).toBe(text)
  })

  it('are read as ISO-2022-JP, which switches within a line', () => {
    // "Hello 予約" with its escapes.
    const bytes = Buffer.from('48656c6c6f201b24424d3d4c731b2842', 'hex')
    expect(decode(bytes, 'iso-2022-jp')).toBe('Hello 予約')
  })

  it('are read as well as can be when the charset is unknown, wrong or none', () => {
    expect(decode(Buffer.from('Größe'), undefined)).toBe('Größe')
    expect(decode(Buffer.from('Größe'), 'klingon')).toBe('Größe')
    expect(decode(Buffer.from('Größe'), 'us-ascii')).toBe('Größe')
    expect(decode(Buffer.from([0x47, 0xf6]), 'us-ascii')).toBe('Gö')
    expect(decode(Buffer.from([0x80, 0xff]), 'utf-8')).toBe('€ÿ')
  })
})
