import { describe, expect, it } from 'vitest'
import { fingerprint, type Fingerprint } from './fingerprint.ts'
import { idsOf } from './event-group.ts'
import { RecentIds } from './recent-ids.ts'

const idsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const key = `id-${first + index}`
    return { key, fingerprint: fingerprint(key) }
  })

const acceptedAt = (recent: RecentIds, print: Fingerprint, key: string) =>
  recent.find(print, Buffer.from(`${key}\n`), 0)?.acceptedAt

describe('the ids that were accepted last', () => {
  it('are known with the time they were accepted, others are not', () => {
    const recent = new RecentIds()
    recent.add([idsOf(idsFrom(0, 3), 1000), idsOf(idsFrom(3, 2), 2000)])
    const asked = [...idsFrom(0, 5), ...idsFrom(9, 1)]
    expect(asked.map(({ key, fingerprint: print }) => acceptedAt(recent, print, key))).toEqual([
      1000,
      1000,
      1000,
      2000,
      2000,
      undefined,
    ])
  })

  it('are told apart by the whole id where their fingerprints are the same', () => {
    const recent = new RecentIds()
    const shared = { low: 7, high: 9 }
    recent.add([
      idsOf([{ key: 'one', fingerprint: shared }], 1),
      idsOf([{ key: 'two', fingerprint: shared }], 2),
    ])
    expect(['one', 'two', 'three'].map((key) => acceptedAt(recent, shared, key))).toEqual([1, 2, undefined])
  })

  it('are forgotten in the end, the oldest first, and the newest never', () => {
    const recent = new RecentIds()
    const isKnown = (first: number) =>
      idsFrom(first, 1).every(({ key, fingerprint: print }) => acceptedAt(recent, print, key) !== undefined)
    for (let first = 0; first < 1_600_000; first += 100_000) {
      recent.add([idsOf(idsFrom(first, 100_000), first)])
      // Asked now and then, as they are.
      expect(isKnown(first + 99_999)).toBe(true)
    }
    expect([isKnown(0), isKnown(400_000), isKnown(1_200_000), isKnown(1_599_999)]).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it('hold long ids beside short ones', () => {
    const recent = new RecentIds()
    const long = Array.from({ length: 200_000 }, (_, index) => `${index}-`.padEnd(120, 'ü'))
    recent.add([
      idsOf(
        long.map((key) => ({ key, fingerprint: fingerprint(key) })),
        5,
      ),
    ])
    const [last = ''] = long.slice(-1)
    expect(acceptedAt(recent, fingerprint(last), last)).toBe(5)
  })
})
