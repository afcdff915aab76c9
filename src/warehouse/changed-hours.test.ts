import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../kernel/instant.ts'
import { ChangedHours } from './changed-hours.ts'

const range = (first: number, end: number) => ({ from: first * HOUR_MS, to: end * HOUR_MS })

describe('hours of which events were stored', () => {
  it('are changed from then on for who read them before, and for nobody else', () => {
    const changed = new ChangedHours()
    const before = changed.now()
    changed.note([5])
    const after = changed.now()
    expect(changed.isUnchanged(range(5, 6), before)).toBe(false)
    expect(changed.isUnchanged(range(5, 6), after)).toBe(true)
    expect(changed.isUnchanged(range(4, 5), before)).toBe(true)
    expect(changed.isUnchanged(range(6, 9), before)).toBe(true)
  })

  it('are touched by a range that has a part of them', () => {
    const changed = new ChangedHours()
    const before = changed.now()
    changed.note([5])
    const minute = HOUR_MS / 60
    expect(changed.isUnchanged({ from: 6 * HOUR_MS - minute, to: 6 * HOUR_MS }, before)).toBe(false)
    expect(changed.isUnchanged({ from: 4 * HOUR_MS, to: 5 * HOUR_MS + minute }, before)).toBe(false)
    expect(changed.isUnchanged({ from: 4 * HOUR_MS, to: 5 * HOUR_MS }, before)).toBe(true)
  })

  it('are told from others in a range of any length, as going through all changes would tell them', () => {
    const note = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 4 })
    const asked = fc.tuple(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 500 }), fc.nat({ max: 12 }))
    fc.assert(
      fc.property(fc.array(note, { maxLength: 12 }), asked, (notes, [first, length, since]) => {
        const changed = new ChangedHours()
        const moments = [changed.now()]
        for (const hours of notes) {
          changed.note(hours)
          moments.push(changed.now())
        }
        const later = notes.slice(since).flat()
        const isUnchanged = !later.some((hour) => hour >= first && hour < first + length)
        const moment = moments[since] ?? changed.now()
        expect(changed.isUnchanged(range(first, first + length), moment)).toBe(isUnchanged)
      }),
    )
  })

  it('are all taken for changed by who read before there were too many to remember', () => {
    const changed = new ChangedHours()
    const before = changed.now()
    changed.note(Array.from({ length: 10_001 }, (_, hour) => hour))
    const after = changed.now()
    changed.note([3])
    expect(changed.isUnchanged(range(90_000, 90_001), before)).toBe(false)
    expect(changed.isUnchanged(range(90_000, 90_001), after)).toBe(true)
    expect(changed.isUnchanged(range(3, 4), after)).toBe(false)
  })
})
