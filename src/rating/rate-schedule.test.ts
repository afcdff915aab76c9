import { describe, expect, test } from 'vitest'
import { rateInForce, rateSegments, type RateTerm } from './rate-schedule.ts'

interface NamedRate extends RateTerm {
  name: string
}

/** Rates in the order they were added, drawn as `name from-to`; `-` alone at the end is no end. */
function rates(...drawings: string[]): NamedRate[] {
  return drawings.map((drawing, seq) => {
    const [, name = '', from, to] = /^(\w+) (\d+)-(\d*)$/.exec(drawing) ?? []
    return { name, startingAt: Number(from), endingBefore: to === '' ? null : Number(to), seq }
  })
}

function draw(given: readonly NamedRate[]): string[] {
  return rateSegments(given).map(({ from, to, rate }) => `${rate.name} ${from}-${to ?? ''}`)
}

describe('rates laid out in time', () => {
  test.each<[story: string, added: string[], laidOut: string[]]>([
    ['no rates make no segments', [], []],
    ['a rate without an end is in force for good', ['a 10-'], ['a 10-']],
    ['a rate with an end is in force until it', ['a 10-20'], ['a 10-20']],
    ['a rate that starts later takes over from there on', ['a 10-', 'b 20-'], ['a 10-20', 'b 20-']],
    ['it takes over even where it was added first', ['b 20-', 'a 10-'], ['a 10-20', 'b 20-']],
    [
      'a later start that ends gives way to the rate underneath again',
      ['a 10-', 'b 20-30'],
      ['a 10-20', 'b 20-30', 'a 30-'],
    ],
    ['of two that start together the one added last is in force', ['a 10-', 'b 10-'], ['b 10-']],
    [
      'where the one added last ends first, the other is in force for the rest',
      ['a 10-40', 'b 10-25'],
      ['b 10-25', 'a 25-40'],
    ],
    ['a rate that is covered whole never shows', ['a 10-20', 'b 10-20'], ['b 10-20']],
    [
      'an earlier, longer rate shows on both sides',
      ['a 10-50', 'b 20-30'],
      ['a 10-20', 'b 20-30', 'a 30-50'],
    ],
    ['rates that touch leave no gap', ['a 10-20', 'b 20-30'], ['a 10-20', 'b 20-30']],
    ['where no rate applies there is no segment', ['a 10-20', 'b 30-40'], ['a 10-20', 'b 30-40']],
    [
      'changes of covered rates do not split the one in force',
      ['a 10-15', 'b 5-25', 'c 0-', 'd 1-60', 'e 12-14'],
      ['c 0-1', 'd 1-5', 'b 5-10', 'a 10-12', 'e 12-14', 'a 14-15', 'b 15-25', 'd 25-60', 'c 60-'],
    ],
    [
      'three that overlap in turn, each starting later',
      ['a 0-30', 'b 10-40', 'c 20-50'],
      ['a 0-10', 'b 10-20', 'c 20-50'],
    ],
    [
      'a correction added later for a stretch in the middle wins there, and there only',
      ['list 0-', 'rise 100-', 'fix 100-120'],
      ['list 0-100', 'fix 100-120', 'rise 120-'],
    ],
    [
      'an early rate added last does not beat a later start',
      ['rise 100-', 'early 50-'],
      ['early 50-100', 'rise 100-'],
    ],
    ['a hidden end inside another rate does not split it', ['a 0-15', 'b 10-'], ['a 0-10', 'b 10-']],
  ])('%s', (_story, added, laidOut) => {
    expect(draw(rates(...added))).toEqual(laidOut)
  })

  test('the order of the array does not matter, the order of adding does', () => {
    const added = rates('a 0-', 'b 10-40', 'c 10-30', 'd 20-25')
    const expected = ['a 0-10', 'c 10-20', 'd 20-25', 'c 25-30', 'b 30-40', 'a 40-']
    expect(draw(added)).toEqual(expected)
    expect(draw(added.toReversed())).toEqual(expected)
  })

  test('the rates given are left as they were', () => {
    const added = rates('b 20-30', 'a 10-')
    const before = structuredClone(added)
    rateSegments(added)
    expect(added).toEqual(before)
  })
})

describe('the rate in force at an instant', () => {
  const added = rates('a 10-', 'b 20-30', 'c 20-25')

  test.each<[at: number, name: string | null]>([
    [9, null],
    [10, 'a'],
    [19, 'a'],
    [20, 'c'],
    [24, 'c'],
    [25, 'b'],
    [29, 'b'],
    [30, 'a'],
    [1_000_000, 'a'],
  ])('at %i it is %s', (at, name) => {
    expect(rateInForce(added, at)?.name ?? null).toBe(name)
  })

  test('is the one of the segment that covers the instant, at every instant', () => {
    const segments = rateSegments(added)
    for (let at = 0; at < 40; at += 1) {
      const segment = segments.find(({ from, to }) => from <= at && (to === null || at < to))
      expect(segment?.rate ?? null).toBe(rateInForce(added, at))
    }
  })
})
