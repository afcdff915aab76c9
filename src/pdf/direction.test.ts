import { describe, expect, it } from 'vitest'
import { directionalRuns, isolated, runsOfLines } from './direction.ts'

/** What is on the left comes first; each run is in the order in which it is read. */
describe('the runs of a line', () => {
  it.each([
    ['Requests (v2) — 2024', ['Requests (v2) — 2024']],
    ['עברית', ['עברית']],
    ['עברית 2024', ['2024', 'עברית ']],
    ['Acme עברית Ltd', ['Acme ', 'עברית', ' Ltd']],
    ['שירות API מתקדם', [' מתקדם', 'API', 'שירות ']],
    ['شركة Acme', ['Acme', 'شركة ']],
  ])('are of one direction each, from left to right: %s', (line, runs) => {
    expect(directionalRuns(line)).toEqual(runs)
  })

  it('have the brackets that are seen from the right', () => {
    expect(directionalRuns('א (ב)')).toEqual(['א )ב('])
  })

  it('are turned where the font engine would not see their direction', () => {
    // The ") " between the numbers goes from right to left: "(2) 1" is seen, on the right of the second letter.
    expect(directionalRuns('א 1 (2) ב')).toEqual(['( ב', '2', ') ', '1', 'א '])
    expect(directionalRuns('سعر ۱۲۳')).toEqual(['۳۲۱', 'سعر '])
  })

  it('are without marks, which have no shape', () => {
    expect(directionalRuns('a\u200eb')).toEqual(['ab'])
    expect(directionalRuns(`1.25 ${isolated('אסימון')}`)).toEqual(['1.25 ', 'אסימון'])
  })
})

describe('a text between others', () => {
  it('does not change their order', () => {
    const [name, value] = [isolated('אזור'), isolated('מזרח 7')]
    expect(directionalRuns(`${name}: ${value} · 1 Aug 2024`)).toEqual([
      'אזור',
      ': ',
      '7',
      'מזרח ',
      ' · 1 Aug 2024',
    ])
  })

  it('cannot end its part early, or turn others', () => {
    const turned = isolated('א\u2069\u202e')
    expect(directionalRuns(`${turned} · 1 Aug 2024`)).toEqual(['א', ' · 1 Aug 2024'])
  })

  it('stays as it is where it is read from left to right', () => {
    expect(isolated('us-east')).toBe('us-east')
  })
})

describe('the lines of a text', () => {
  /** The lines that a text is broken into where it says so. */
  const broken = (text: string) => runsOfLines(text.replaceAll('|', ' '), text.split('|'))

  it('have the direction of its first letter', () => {
    expect(broken('שירות|API version 2.')).toEqual([['שירות'], ['.', 'API version 2']])
    expect(broken('Acme|עברית 2.')).toEqual([['Acme'], ['2', 'עברית ', '.']])
    expect(broken('Acme|Ltd.')).toEqual([['Acme'], ['Ltd.']])
  })

  it('are ordered as the whole is: a name between brackets stays there, and a full stop with what it ends', () => {
    expect(broken('שירות Acme|(Tel Aviv) Ltd.|and others')).toEqual([
      ['Acme', 'שירות '],
      ['(Tel Aviv) Ltd.'],
      ['and others'],
    ])
  })

  it('keep apart what is put between others', () => {
    expect(broken(`region: ${isolated('אזור|2 ב')} · 1 Aug`)).toEqual([
      ['region: ', 'אזור'],
      [' ב', '2', ' · 1 Aug'],
    ])
  })
})
