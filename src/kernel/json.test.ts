import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from './decimal.ts'
import { NumberText, numberText, parseJson, writeJson } from './json.ts'

describe('JSON without losing a digit', () => {
  it.each(['1', '0.1', '-12.5', '9007199254740991', '5e-324'])('reads %s as a number', (text) => {
    expect(parseJson(text)).toBe(Number(text))
  })

  it.each(['1.0', '1e3', '-0', '12345678901234567890.123456789', '9007199254740993', '1E2', '1e400'])(
    'keeps the text of %s',
    (text) => {
      expect(parseJson(text)).toEqual(new NumberText(text))
    },
  )

  it.each(['{"a":[1.0,{"b":1e3}],"c":"1.0","d":null,"e":true}', '[12345678901234567890,0.1]'])(
    'gives %s back as it was',
    (text) => {
      expect(writeJson(parseJson(text))).toBe(text)
    },
  )

  it('reads any number, anywhere in a text, as the slow way does', () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,19})$/)
    const number = fc
      .tuple(
        fc.constantFrom('', '-'),
        digits,
        fc.constantFrom('', '.0', '.5', '.50', '.000001', '.0000001', '.123456789'),
        fc.constantFrom('', 'e3', 'E-2', 'e+0'),
      )
      .map((parts) => parts.join(''))
    const around = fc.constantFrom(
      ['', ''],
      ['[', ']'],
      ['[1, ', ']'],
      ['{"a":', '}'],
      ['{"a" : ', ' }'],
      ['["10:00:00Z",\n', '\n]'],
    )
    fc.assert(
      fc.property(number, around, (text, [before, after]) => {
        expect(writeJson(parseJson(`${before}${text}${after}`))).toBe(
          `${before}${text}${after}`.replaceAll(/\s/g, ''),
        )
      }),
    )
  })

  it('keeps a name that JavaScript has other plans for', () => {
    expect(writeJson(parseJson('{"__proto__":{"constructor":1.0}}'))).toBe(
      '{"__proto__":{"constructor":1.0}}',
    )
  })

  it('writes decimals as numbers in their exact text, never with an exponent', () => {
    const amounts = {
      total: new Decimal('100000000000000000000000000.00000000000000000001'),
      tiny: new Decimal('1e-20'),
    }
    expect(writeJson(amounts)).toBe(
      '{"total":100000000000000000000000000.00000000000000000001,"tiny":0.00000000000000000001}',
    )
  })

  it('tells the text of either kind of number', () => {
    expect([numberText(0.1), numberText(new NumberText('1.0'))]).toEqual(['0.1', '1.0'])
  })
})
