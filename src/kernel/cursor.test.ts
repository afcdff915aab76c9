import { expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

const isPosition = (value: unknown): value is [string] =>
  Array.isArray(value) && value.length === 1 && typeof value[0] === 'string'

it('a cursor is the position it was made of, whatever is in that', () => {
  expect(decodeCursor(encodeCursor(['ä/"b"']), isPosition)).toEqual(['ä/"b"'])
})

it('a cursor of another list, or what is none, is refused by the field it was sent in', () => {
  expect(() => decodeCursor(encodeCursor([7]), isPosition)).toThrow(/^next_page: not a cursor of this list/)
  expect(() => decodeCursor('none', isPosition, 'cursor')).toThrow(/^cursor: not a cursor of this list/)
})
