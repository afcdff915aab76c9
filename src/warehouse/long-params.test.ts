import { expect, it } from 'vitest'
import { splitLongParams } from './long-params.ts'

// 599 bytes each as an element at most, so 218 of them fit into one parameter.
const long = (count: number) => Array.from({ length: count }, () => 'x'.repeat(298))

it('divides a list that is too long, whatever its name, and leaves the others', () => {
  const text = 'SELECT 1 WHERE a IN {group_filter_0:Array(String)} AND b IN {ids:Array(String)}'
  const values = long(500)
  const { text: divided, params } = splitLongParams({ text, params: { group_filter_0: values, ids: ['b'] } })
  expect(divided).toBe(
    'SELECT 1 WHERE a IN arrayConcat({group_filter_0__0:Array(String)}, {group_filter_0__1:Array(String)}, {group_filter_0__2:Array(String)}) AND b IN {ids:Array(String)}',
  )
  expect(Object.keys(params)).toEqual(['group_filter_0__0', 'group_filter_0__1', 'group_filter_0__2', 'ids'])
  const parts = ['group_filter_0__0', 'group_filter_0__1', 'group_filter_0__2'].map((name) => params[name])
  expect(parts.flat()).toEqual(values)
})

it('leaves a list that just fits as it is', () => {
  const query = { text: 'SELECT {ids:Array(String)}', params: { ids: long(218) } }
  expect(splitLongParams(query)).toEqual(query)
})
