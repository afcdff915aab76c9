import type { SqlPosition } from './sql-metric.ts'
import { refused } from './refusals.ts'

/** How long a text may be, in bytes (semantics 20). */
const TEXT_BYTES_MAX = 65_536

// Control characters but tab and line ends, and those that change the order in which text is shown.
const ODD = /(?![\t\n\r])\p{Cc}|\p{Bidi_Control}/u

/** @throws RefusedSql for a text that is too long, not Unicode, or holds characters nobody can see. */
export function checkText(text: string): void {
  const bytes = Buffer.byteLength(text)
  if (bytes > TEXT_BYTES_MAX) throw refused('too_long', null, String(bytes))
  if (!text.isWellFormed()) {
    const offset = Array.from(text).findIndex((point) => !point.isWellFormed())
    throw refused(
      'ill_formed_text',
      positionAt(text, Array.from(text).slice(0, offset).join('').length),
      'half a surrogate pair',
    )
  }
  const odd = ODD.exec(text)
  if (odd === null) return
  const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  throw refused('ill_formed_text', positionAt(text, odd.index), `the character U+${code}`)
}

/** The line and column of an offset, counted from 1; a column is a code point. */
function positionAt(text: string, offset: number): SqlPosition {
  const before = text.slice(0, offset)
  const lineStart =
    Math.max(before.lastIndexOf('\n'), before.replaceAll('\r\n', '\n\n').lastIndexOf('\r')) + 1
  const line = before.split(/\r\n|\r|\n/).length
  return { line, column: Array.from(before.slice(lineStart)).length + 1 }
}
