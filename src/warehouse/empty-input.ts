import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { devNull } from 'node:os'
import { isatty } from 'node:tty'

const INPUT = 0

/**
 * Puts an empty file in the place of this process's standard input, unless that is a terminal. The embedded engine looks
 * there after the rows of each insert for more of them: what lies there makes the insert fail, and where nothing does yet,
 * one of two that look at once waits for it, for ever.
 * @throws Error where another file has taken its place.
 */
export function emptyInput(): void {
  if (isatty(INPUT) || fstatSync(INPUT).rdev === statSync(devNull).rdev) return
  closeSync(INPUT)
  // A file gets the lowest number that is free.
  const number = openSync(devNull, 'r')
  if (number !== INPUT) throw new Error(`standard input could not be emptied: ${devNull} is number ${number}`)
}
