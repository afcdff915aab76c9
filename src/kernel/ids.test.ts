import { v5 } from 'uuid'
import { expect, test } from 'vitest'
import { derivedId } from './ids.ts'

test('an id of parts is the UUID of version 5 of their JSON, whatever they are and however long', () => {
  const namespace = 'b6c1d3a2-6f0e-4b57-9a44-2f0d8a1c7e55'
  const some = [[], ['line', 'a'], ['ü€𝄞'.repeat(40)], ['x'.repeat(3000)], ['€'.repeat(677)], ['after']]
  const many = Array.from({ length: 64 }, (_, number) => ['many', String(number)])
  for (const parts of [...some, ...many]) {
    expect(derivedId(...parts)).toBe(v5(JSON.stringify(parts), namespace))
  }
})
