import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseJson } from '../src/kernel/json.ts'
import { record } from './common.ts'

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
