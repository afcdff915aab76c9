import { expect, it } from 'vitest'
import { untilLastKnown } from './known-at.ts'

it.each([
  ['what was made by then', [1, 2, 3], 2, [1, 2]],
  ['also what is dated later because the clock was set back after it', [9, 9, 2, 4], 3, [9, 9, 2]],
  ['all where nothing is dated by then', [9, 9], 3, [9, 9]],
  ['nothing of nothing', [], 3, []],
])('is known: %s', (_, made, at, known) => {
  expect(untilLastKnown(made, (one) => one, at)).toEqual(known)
})
