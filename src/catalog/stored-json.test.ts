import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { readStored, writeStored, writtenOnce } from './stored-json.ts'

describe('stored JSON', () => {
  it('keeps every digit of a decimal', () => {
    const text = '12345678901234567890.12345678901234567890'
    expect(writeStored({ price: new Decimal(text) })).toBe(
      '{"price":{"decimal":"12345678901234567890.1234567890123456789"}}',
    )
    expect(readStored(writeStored([new Decimal(text), null, 1]))).toEqual([new Decimal(text), null, 1])
  })

  it('keeps what a customer calls decimal', () => {
    const values = [
      { decimal: 'eu' },
      { '\\decimal': 'eu' },
      { decimal: '1', region: 'eu' },
      { decimal: { decimal: '5' } },
    ]
    expect(readStored(writeStored(values))).toEqual(values)
  })

  it('writes a Map as an object of its entries', () => {
    const entries = [['a', new Decimal(1)] as const, ['b', null] as const]
    expect(writeStored(new Map(entries))).toBe(writeStored(Object.fromEntries(entries)))
    expect(writeStored(new Map([['decimal', 'eu']]))).toBe(writeStored({ decimal: 'eu' }))
  })

  it('says an object that was written once as it says any other', () => {
    const price = { rate: new Decimal('0.10'), tags: ['"'] }
    for (const place of [1, 2]) {
      const document = { place, price: writtenOnce(price) }
      expect(writeStored(document)).toBe(writeStored({ place, price }))
    }
    expect(writeStored(writtenOnce({ decimal: '1' }))).toBe(writeStored({ decimal: '1' }))
  })

  it('writes any text as JSON does', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', '\\', '\n', '\u007f', '\ud800', 'é'),
    )
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        expect(writeStored(texts)).toBe(JSON.stringify(texts))
      }),
    )
  })

  it('writes any number as JSON does, also one that it cannot say', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.maxSafeInteger())), (numbers) => {
        expect(writeStored(numbers)).toBe(JSON.stringify(numbers))
      }),
    )
    expect(writeStored([Number.NaN, Infinity, -0])).toBe('[null,null,0]')
  })

  it('gives back any value, whatever its names', () => {
    const name = fc.oneof(fc.constantFrom('decimal', '\\decimal', '\\\\decimal'), fc.string())
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        fc.integer().map((number) => new Decimal(number)),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 2, noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(value, (stored) => {
        expect(readStored(writeStored(stored))).toEqual(stored)
      }),
    )
  })
})
