import { inflateSync } from 'node:zlib'

/** A piece of text as a reader finds it on a page; lengths in points from the page's lower left corner. */
export interface ShownText {
  /** From 1. */
  page: number
  x: number
  y: number
  text: string
}

/** Reads the texts of a PDF that this room drew, page by page, in the order in which they were drawn. */
export function readPdf(bytes: Uint8Array): ShownText[] {
  const objects = objectsOf(Buffer.from(bytes).toString('latin1'))
  const pages = [...objects.values()].filter(({ dictionary }) => /\/Type \/Page\b/.test(dictionary))
  return pages.flatMap(({ dictionary }, index) => {
    const content = objects.get(referenceTo(dictionary, 'Contents'))?.stream ?? ''
    const resources = objects.get(referenceTo(dictionary, 'Resources'))?.dictionary ?? dictionary
    return textsOf(content, fontsOf(resources, objects)).map((text) => ({ page: index + 1, ...text }))
  })
}

interface PdfObject {
  dictionary: string
  stream: string
}

type Decode = (hex: string) => string

function objectsOf(file: string): Map<string, PdfObject> {
  const found = file.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)
  return new Map(
    [...found].map(([, id = '', body = '']) => {
      const [dictionary = '', rest = ''] = body.split('\nstream\n')
      const data = Buffer.from(rest.replace(/\nendstream$/, ''), 'latin1')
      const isPacked = dictionary.includes('/FlateDecode')
      return [id, { dictionary, stream: (isPacked ? inflateSync(data) : data).toString('latin1') }]
    }),
  )
}

function referenceTo(dictionary: string, name: string): string {
  return new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1] ?? ''
}

/** How the texts of each font are to be read, by its name on the page. */
function fontsOf(resources: string, objects: ReadonlyMap<string, PdfObject>): Map<string, Decode> {
  const names = resources.matchAll(/\/(F\d+) (\d+) 0 R/g)
  return new Map(
    [...names].map(([, name = '', id = '']) => {
      const unicode = objects.get(referenceTo(objects.get(id)?.dictionary ?? '', 'ToUnicode'))?.stream
      return [name, unicode === undefined ? decodeLatin : decodeWith(unicode)]
    }),
  )
}

function decodeLatin(hex: string): string {
  return new TextDecoder('windows-1252').decode(Buffer.from(hex, 'hex'))
}

/** Glyphs are numbered, and the font says which letters each stands for. */
function decodeWith(toUnicode: string): Decode {
  const mapped = toUnicode.slice(toUnicode.indexOf('beginbfrange'))
  const lists = [...mapped.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)]
  const glyphs = new Map<number, string>()
  for (const [, first = '', list = ''] of lists) {
    const codes = [...list.matchAll(/<([0-9a-f ]*)>/g)].map(([, code = '']) => code.replaceAll(' ', ''))
    for (const [place, code] of codes.entries()) glyphs.set(Number.parseInt(first, 16) + place, utf16(code))
  }
  return (hex) =>
    (hex.match(/.{4}/g) ?? []).map((glyph) => glyphs.get(Number.parseInt(glyph, 16)) ?? '?').join('')
}

function utf16(hex: string): string {
  return String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)))
}

function textsOf(content: string, fonts: ReadonlyMap<string, Decode>): Omit<ShownText, 'page'>[] {
  const blocks = content.matchAll(/1 0 0 1 (\S+) (\S+) Tm\n\/(F\d+) \S+ Tf\n[\s\S]*?\[([^\]]*)\] TJ/g)
  return [...blocks].map(([, x = '', y = '', font = '', shown = '']) => {
    const decode = fonts.get(font)
    if (decode === undefined) throw new Error(`there is no font ${font}`)
    const text = [...shown.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) => decode(hex)).join('')
    return { x: Number(x), y: Number(y), text }
  })
}
