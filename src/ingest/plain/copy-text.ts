import { APOSTROPHE, BACKSLASH, QUOTE, SLASH, type Cursor } from './cursor.ts'

// What a byte of a text asks for: most are copied as they are.
const CARE = new Uint8Array(256)
for (let control = 0; control < 32; control += 1) CARE[control] = 1
for (const byte of [QUOTE, APOSTROPHE, BACKSLASH]) CARE[byte] = 1

// JSON's escapes that the engine writes alike: b, f, n, r, t.
const SAME_ESCAPES: ReadonlySet<number> = new Set([98, 102, 110, 114, 116])

/**
 * Copies a JSON text into the rows, escaped as the engine reads it, and moves past it. What is written is equal for
 * equal texts, however they were escaped.
 * @returns false where it is not a text, or one with a `\u` escape.
 */
export function copyText(cursor: Cursor): boolean {
  const { body, rows } = cursor
  let { at, to } = cursor
  if (body[at] !== QUOTE) return false
  at += 1
  for (;;) {
    const byte = body[at] ?? 0
    if (CARE[byte] === 0) {
      rows[to] = byte
      at += 1
      to += 1
    } else if (byte === QUOTE) {
      cursor.at = at + 1
      cursor.to = to
      return true
    } else if (byte === APOSTROPHE) {
      rows[to] = BACKSLASH
      rows[to + 1] = APOSTROPHE
      at += 1
      to += 2
    } else if (byte === BACKSLASH) {
      const escaped = body[at + 1] ?? 0
      if (escaped === BACKSLASH || SAME_ESCAPES.has(escaped)) {
        rows[to] = BACKSLASH
        to += 1
      } else if (escaped !== QUOTE && escaped !== SLASH) return false
      rows[to] = escaped
      at += 2
      to += 1
    } else return false
  }
}

/** Copies a JSON text that needs no escaping anywhere, so that what is written is the text. @returns false on any other. */
export function copyBareText(cursor: Cursor): boolean {
  const { body, rows } = cursor
  let { at, to } = cursor
  if (body[at] !== QUOTE) return false
  at += 1
  for (;;) {
    const byte = body[at] ?? 0
    if (CARE[byte] !== 0) break
    rows[to] = byte
    at += 1
    to += 1
  }
  if (body[at] !== QUOTE) return false
  cursor.at = at + 1
  cursor.to = to
  return true
}

/** Moves past a JSON text without looking at what is in it. @returns false where it does not end. */
export function skipText(cursor: Cursor): boolean {
  const { body } = cursor
  let { at } = cursor
  if (body[at] !== QUOTE) return false
  for (at += 1; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === QUOTE) {
      cursor.at = at + 1
      return true
    }
    if (byte === BACKSLASH) at += 1
  }
  return false
}
