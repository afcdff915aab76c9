import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from '../../../test/support/warehouse.ts'
import { sql, stringLiteral, type Sql } from '../../kernel/sql.ts'
import { literal } from './make-expr.ts'
import { ARITHMETIC } from './number-operations.ts'
import { quickProduct, quickQuotient } from './quick-arithmetic.ts'
import { compiled } from './testing/metric-warehouse.ts'
import type { Expr } from './typed-tree.ts'

/** Numbers as whole numbers of 10^-20. */
type Pair = readonly [a: bigint, b: bigint]

const UNIT = 10n ** 20n
const NUMBER_END = 10n ** 76n
const SMALL_END = 10n ** 58n

describe('quick arithmetic', () => {
  let test: TestWarehouse

  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  /** The pairs of which two ways of writing make different numbers. */
  const differing = (one: Sql, other: Sql, pairs: readonly Pair[]) =>
    test.select(
      `SELECT a, b, ${one.text} AS one, ${other.text} AS other FROM (
        SELECT toDecimal256(tupleElement(pair, 1), 20) AS a, toDecimal256(tupleElement(pair, 2), 20) AS b
        FROM (SELECT arrayJoin(arrayZip({a: Array(String)}, {b: Array(String)})) AS pair)
      ) WHERE one IS DISTINCT FROM other`,
      { a: pairs.map(([a]) => textOf(a)), b: pairs.map(([, b]) => textOf(b)) },
    )
  const [a, b] = [sql`a`, sql`b`]
  const product = ARITHMETIC.multiply.emit([a, b])
  const quotient = ARITHMETIC.divide.emit([a, b])

  const dividing = (pairs: readonly Pair[]) =>
    pairs.filter(([one, other]) => other === 0n || isNumber((one * UNIT) / other))

  it('multiplies any numbers as the engine does digit by digit', async () => {
    const pairs = pairsOf(wholes(NUMBER_END)).filter(([one, other]) => isNumber((one * other) / UNIT))
    expect(await differing(quickProduct([a, b], [column(false), column(false)]), product, pairs)).toEqual([])
  })

  it('divides any numbers as the engine does digit by digit', async () => {
    const pairs = dividing(pairsOf(wholes(NUMBER_END)))
    expect(await differing(quickQuotient([a, b], [column(false), column(false)]), quotient, pairs)).toEqual(
      [],
    )
  })

  it.each(['0.5', '-2.5', '0', '1', '1000000000000000000', '0.00000000000000000001', '999999999999999999.9'])(
    'multiplies by %s, and divides by it',
    async (text) => {
      const sides = [column(true), number(text)]
      const written = sql`toDecimal256(${stringLiteral(text)}, 20)`
      const pairs = wholes(SMALL_END).map((one): Pair => [one, wholeOf(text)])
      const slow = (operation: typeof ARITHMETIC.multiply) => operation.emit([a, written])
      expect(await differing(quickProduct([a, written], sides), slow(ARITHMETIC.multiply), pairs)).toEqual([])
      expect(
        await differing(quickQuotient([a, written], sides), slow(ARITHMETIC.divide), dividing(pairs)),
      ).toEqual([])
    },
  )

  it('refuses a product that is past the engine’s numbers, as the engine does', async () => {
    const quick = quickProduct([a, b], [column(false), column(false)])
    // 10^37 × 10^19 = 10^56, and the other way round
    for (const [one, other] of [
      [37n, 19n],
      [19n, 37n],
    ] as const) {
      const pair: Pair = [UNIT * 10n ** one, -UNIT * 10n ** other]
      await expect(differing(quick, a, [pair])).rejects.toThrow('overflow')
      await expect(differing(product, a, [pair])).rejects.toThrow('overflow')
    }
  })

  it('is left out of a text that would be too long or too deep for the engine with it', async () => {
    const chain = (length: number, of: string) => Array.from({ length }, () => of).join(' * ')
    const sum = (length: number, of: string) => Array.from({ length }, () => of).join(' + ')
    for (const [text, isQuick] of [
      [`SELECT ${chain(50, 'properties.n')} FROM events`, true],
      [`SELECT ${chain(250, 'properties.n')} FROM events`, false],
      [`SELECT ${sum(60, 'properties.n * properties.m')} FROM events`, true],
      [`SELECT ${sum(250, 'properties.n * properties.m')} FROM events`, false],
    ] as const) {
      const written = compiled(text).emit(sql`events`)
      expect(written.text.includes('arrayResize')).toBe(isQuick)
      expect(await test.select(written.text)).toEqual([])
    }
  })
})

function pairsOf(ones: readonly bigint[], others: readonly bigint[] = ones): Pair[] {
  return ones.flatMap((one) => others.map((other): Pair => [one, other]))
}

/** Numbers below an end: around those where the quick ways end, and some of every length. */
function wholes(end: bigint): bigint[] {
  const limits = [0n, UNIT, 10n ** 38n, 10n ** 56n, end].flatMap((limit) => [
    limit - 1n,
    limit,
    limit + 1n,
    9n * limit,
  ])
  const length = fc.integer({ min: 0, max: end.toString().length - 2 })
  const any = length.chain((digits) =>
    fc.bigInt({ min: 10n ** BigInt(digits), max: 10n ** BigInt(digits + 1) - 1n }),
  )
  const sizes = [...limits, ...fc.sample(any, { numRuns: 10, seed: 2024 })]
  return sizes.filter((size) => size >= 0n && size < end).flatMap((size) => [size, -size])
}

function textOf(whole: bigint): string {
  const digits = String(whole < 0n ? -whole : whole).padStart(21, '0')
  return `${whole < 0n ? '-' : ''}${digits.slice(0, -20)}.${digits.slice(-20)}`
}

function wholeOf(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  return BigInt(`${whole}${fraction.padEnd(20, '0')}`)
}

function isNumber(whole: bigint): boolean {
  return whole < NUMBER_END && whole > -NUMBER_END
}

function number(text: string): Expr {
  return literal(text, 'decimal', { line: 1, column: 1 })
}

/** A column of numbers. @param isSmall whether all are below 10^38. */
function column(isSmall: boolean): Expr {
  return { ...number('0'), kind: 'slot', slot: 'm', index: 0, isSmall }
}
