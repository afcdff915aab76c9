import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseJson } from '../src/kernel/json.ts'
import { displayName, issueTimestamp, record } from './common.ts'

const lists = record(z.array(z.string()), {})

describe('an object of any names', () => {
  it('keeps a name that JavaScript has other plans for', () => {
    const parsed = lists.parse(parseJson('{"__proto__":["eu"],"constructor":[]}'))
    expect(Object.entries(parsed)).toEqual([
      ['__proto__', ['eu']],
      ['constructor', []],
    ])
  })

  it('names the entry that is wrong', () => {
    const result = lists.safeParse({ region: ['eu', 5] })
    expect(result.error?.issues.map(({ path }) => path)).toEqual([['region', 1]])
  })

  it.each([[[]], ['text'], [5], [null]])('is not %j', (value) => {
    expect(lists.safeParse(value).success).toBe(false)
  })
})

it('a long name is cut at 160 characters, and not between the halves of one', () => {
  expect(displayName.parse('a'.repeat(161))).toBe('a'.repeat(160))
  expect(displayName.parse(`${'a'.repeat(158)}😀b`)).toBe(`${'a'.repeat(158)}😀`)
  // The 160th is the first half of the face.
  expect(displayName.parse(`${'a'.repeat(159)}😀b`)).toBe('a'.repeat(159))
})

it('an invoice is issued in the years that the warehouse can hold', () => {
  for (const first of ['1970-01-01T00:00:00Z', '2200-12-31T23:59:59.999Z']) {
    expect(issueTimestamp.parse(first)).toBe(Date.parse(first))
  }
  for (const out of ['0000-01-01T00:00:00Z', '1969-12-31T23:59:59.999Z', '2201-01-01T00:00:00Z']) {
    expect(issueTimestamp.safeParse(out).success).toBe(false)
  }
})
