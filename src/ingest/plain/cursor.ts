/** A place in a request's body, and one in the rows that are written from it. */
export interface Cursor {
  readonly body: Uint8Array
  /** The next byte to read. */
  at: number
  readonly rows: Uint8Array
  /** Where the next byte is written. */
  to: number
  /** The hour of the last timestamp that was read, since 1970. */
  hour: number
}

/** Moves past JSON's white space. @returns the byte there, 0 at the end. */
export function nextByte(cursor: Cursor): number {
  const { body } = cursor
  let byte = body[cursor.at] ?? 0
  while (byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB) {
    cursor.at += 1
    byte = body[cursor.at] ?? 0
  }
  return byte
}

/** Moves past white space and one given byte. @returns whether it was there. */
export function take(cursor: Cursor, byte: number): boolean {
  if (nextByte(cursor) !== byte) return false
  cursor.at += 1
  return true
}

/** Writes ASCII text. */
export function write(cursor: Cursor, text: string): void {
  for (let index = 0; index < text.length; index += 1) cursor.rows[cursor.to + index] = text.charCodeAt(index)
  cursor.to += text.length
}

/** Whether a byte is 0 to 9 in ASCII. */
export function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9
}

export const TAB = 9
export const LINE_FEED = 10
const RETURN = 13
export const SPACE = 32
export const QUOTE = 34
export const APOSTROPHE = 39
export const COMMA = 44
export const MINUS = 45
export const POINT = 46
export const SLASH = 47
export const ZERO = 48
export const COLON = 58
export const OPEN_BRACKET = 91
export const BACKSLASH = 92
export const CLOSE_BRACKET = 93
export const OPEN_BRACE = 123
export const CLOSE_BRACE = 125
