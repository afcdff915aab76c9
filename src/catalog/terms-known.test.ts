import { expect, it } from 'vitest'
import { untilLastKnown } from './terms-known.ts'

it.each([
  ['what was made by then', [1, 2, 3], 2, [1, 2]],
  ['also what is dated later because the clock was set back after it', [9, 9, 2, 4], 3, [9, 9, 2]],
  ['all where nothing is dated by then', [9, 9], 3, [9, 9]],
  ['nothing of nothing', [], 3, []],
])('is known by time: %s', (_, made, at, known) => {
  expect(untilLastKnown(made, (madeAt) => ({ seq: 0, madeAt }), { until: null, at })).toEqual(known)
})

it.each([
  ['what had arrived, whatever its date', [1, 2, 5], 2, [1, 2]],
  ['nothing where nothing had arrived of it', [3, 4], 2, []],
  ['nothing where nothing had arrived at all', [3, 4], 0, []],
])('is known by order: %s', (_, made, until, known) => {
  expect(untilLastKnown(made, (seq) => ({ seq, madeAt: 7 }), { until, at: 7 })).toEqual(known)
})
