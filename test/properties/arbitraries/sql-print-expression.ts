import { Decimal } from '../../../src/kernel/decimal.ts'
import { writeInstant } from '../../support/oracle/instant.ts'
import type { Expression, Operation, Query, SortKey } from '../../support/oracle/sql/tree.ts'
import { quoted, type Spelling } from './sql-spelling.ts'

/** How tightly a text binds, by PostgreSQL's table of operators; a place asks for at least so much. */
const LEVEL = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  other: 5,
  sum: 6,
  product: 7,
  sign: 8,
  cast: 9,
  whole: 10,
}

const WITH_WHOLE_NUMBERS: readonly string[] = ['round', 'power', 'substring', 'split_part']
const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>=']
const TWO_SIDED: Readonly<Record<string, number>> = {
  or: LEVEL.or,
  and: LEVEL.and,
  '||': LEVEL.other,
  '+': LEVEL.sum,
  '-': LEVEL.sum,
  '*': LEVEL.product,
  '/': LEVEL.product,
}

interface Printed {
  text: string
  level: number
}

/** Where an expression stands: whether a number is needed there, so that a property needs no cast. */
interface Where {
  level: number
  isNumberNeeded: boolean
}

const ANYWHERE: Where = { level: 0, isNumberNeeded: false }

/** Writes expressions in one spelling; queries inside them by the function given. */
export class ExpressionPrinter {
  readonly #spelling: Spelling
  readonly #printQuery: (query: Query) => string

  constructor(spelling: Spelling, printQuery: (query: Query) => string) {
    this.#spelling = spelling
    this.#printQuery = printQuery
  }

  /** @param isNumberNeeded whether the place reads text as a number by itself. */
  print(expression: Expression, isNumberNeeded = false): string {
    return this.#at(expression, { ...ANYWHERE, isNumberNeeded })
  }

  order(keys: readonly SortKey<Expression>[]): string {
    return keys.map((key) => `${this.print(key.by)}${this.direction(key)}`).join(', ')
  }

  direction({ isDescending, nulls }: SortKey<unknown>): string {
    const { word, choose } = this.#spelling
    const direction = isDescending ? ` ${word('desc')}` : choose.chance(30) ? ` ${word('asc')}` : ''
    return nulls === null ? direction : `${direction} ${word(`nulls ${nulls}`)}`
  }

  #at(expression: Expression, where: Where): string {
    const { text, level } = this.#printed(expression, where)
    const isWrapped = level < where.level || (level < LEVEL.whole && this.#spelling.choose.chance(10))
    return isWrapped ? `(${text})` : text
  }

  #printed(expression: Expression, where: Where): Printed {
    const { word, name, choose } = this.#spelling
    switch (expression.kind) {
      case 'column':
        return whole(name(expression.name))
      case 'property':
        return whole(this.#property(expression.path))
      case 'literal':
        return this.#literal(expression)
      case 'call':
        return this.#call(expression, where)
      case 'case': {
        const values = [
          ...expression.branches.map(({ result }) => result),
          ...(expression.otherwise === null ? [] : [expression.otherwise]),
        ]
        const isNeeded = values.some(isSurelyNumber)
        const branches = expression.branches.map(
          ({ when, result }) =>
            `${word('when')} ${this.print(when)} ${word('then')} ${this.print(result, isNeeded)}`,
        )
        const otherwise =
          expression.otherwise === null
            ? choose.chance(20)
              ? ` ${word('else null')}`
              : ''
            : ` ${word('else')} ${this.print(expression.otherwise, isNeeded)}`
        return whole(`${word('case')} ${branches.join(' ')}${otherwise} ${word('end')}`)
      }
      case 'aggregate':
        return whole(this.#aggregate(expression))
      case 'window':
        return whole(this.#window(expression))
      case 'scalar_query':
        return whole(`(${this.#printQuery(expression.query)})`)
      case 'in_query': {
        const not = expression.isNegated ? `${word('not')} ` : ''
        const operand = this.#at(expression.operand, { ...ANYWHERE, level: LEVEL.other })
        return {
          text: `${operand} ${not}${word('in')} (${this.#printQuery(expression.query)})`,
          level: LEVEL.comparison,
        }
      }
    }
  }

  #property(path: readonly string[]): string {
    const isPlain = path.every((step) => /^[a-z_]+$/.test(step))
    if (isPlain && this.#spelling.choose.chance(75)) return `properties.${path.join('.')}`
    const [first = '', ...rest] = path
    const later = rest.every((step) => /^[a-z_]+$/.test(step)) ? rest.map((step) => `.${step}`) : []
    return `properties[${quoted(first)}]${later.join('')}`
  }

  #literal({ value, type }: Extract<Expression, { kind: 'literal' }>): Printed {
    const { word, choose } = this.#spelling
    if (value === null) return whole(word('null'))
    if (Decimal.isDecimal(value)) {
      const isWhole = value.isInteger() && choose.chance(15)
      const text = isWhole ? `${value.toFixed()}.0` : value.toFixed()
      return { text, level: value.isNegative() ? LEVEL.sign : LEVEL.whole }
    }
    if (type === 'time' && typeof value === 'bigint')
      return whole(`${word('cast')}(${this.#instant(value)} ${word('as timestamp')})`)
    if (typeof value === 'boolean') return whole(word(String(value)))
    return whole(quoted(String(value)))
  }

  #instant(value: bigint): string {
    const text = writeInstant(value)
    return quoted(
      this.#spelling.choose.of([text, text.slice(0, 19).replace('T', ' '), `${text.slice(0, 19)}Z`]),
    )
  }

  #call(expression: Extract<Expression, { kind: 'call' }>, where: Where): Printed {
    const { operation, arguments: args } = expression
    const { word, choose } = this.#spelling
    const [first = NULL, second = NULL, third = NULL] = args
    const two = TWO_SIDED[operation]
    if (two !== undefined) return this.#twoSided(operation, two, first, second)
    if (COMPARISONS.includes(operation)) return this.#comparison(operation, first, second)
    const operand = (isNumberNeeded: boolean) => this.#at(first, { level: LEVEL.other, isNumberNeeded })
    const comparison = (text: string) => ({ text, level: LEVEL.comparison })
    const not = operation.startsWith('not_') ? `${word('not')} ` : ''
    const between = () => {
      const bounds = [second, third].map((bound) => this.#at(bound, { ...ANYWHERE, level: LEVEL.other }))
      return comparison(`${operand(true)} ${not}${word('between')} ${bounds.join(` ${word('and')} `)}`)
    }
    const among = () => {
      const list = args.slice(1).map((item) => this.print(item))
      return comparison(`${operand(true)} ${not}${word('in')} (${list.join(', ')})`)
    }
    const like = () => {
      const pattern = this.#at(second, { ...ANYWHERE, level: LEVEL.other })
      return comparison(`${operand(false)} ${not}${word('like')} ${pattern}`)
    }
    const special: Partial<Record<Operation, () => Printed>> = {
      to_number: () =>
        isReadable(first) && where.isNumberNeeded && choose.chance(70)
          ? this.#printed(first, ANYWHERE)
          : this.#cast(first, choose.of(['numeric', 'decimal', 'numeric'])),
      to_integer: () => this.#cast(first, choose.of(['integer', 'bigint', 'int'])),
      to_text: () => this.#cast(first, choose.of(['text', 'varchar'])),
      not: () => ({
        text: `${word('not')} ${this.#at(first, { ...ANYWHERE, level: LEVEL.not })}`,
        level: LEVEL.not,
      }),
      negate: () => ({
        text: `- ${this.#at(first, { level: LEVEL.cast, isNumberNeeded: true })}`,
        level: LEVEL.sign,
      }),
      is_null: () => comparison(`${operand(false)} ${word('is null')}`),
      is_not_null: () => comparison(`${operand(false)} ${word('is not null')}`),
      between,
      not_between: between,
      in: among,
      not_in: among,
      like,
      not_like: like,
      extract: () =>
        whole(`${word('extract')}(${word(textOf(first))} ${word('from')} ${this.print(second)})`),
    }
    return special[operation]?.() ?? whole(`${word(operation)}(${this.#arguments(expression)})`)
  }

  #arguments({ operation, arguments: args, type }: Extract<Expression, { kind: 'call' }>): string {
    const isAlternative = ['coalesce', 'greatest', 'least'].includes(operation)
    const isNeeded = isAlternative ? args.some(isSurelyNumber) : type === 'number' && operation !== 'nullif'
    const print = (argument: Expression, at: number) =>
      at > 0 && WITH_WHOLE_NUMBERS.includes(operation) && argument.kind === 'literal'
        ? this.#whole(argument)
        : this.print(argument, isNeeded)
    return args.map(print).join(this.#spelling.choose.chance(80) ? ', ' : ',')
  }

  /** A literal where PostgreSQL takes nothing but an integer. */
  #whole(literal: Extract<Expression, { kind: 'literal' }>): string {
    return Decimal.isDecimal(literal.value) ? literal.value.toFixed() : this.print(literal)
  }

  #twoSided(operation: string, level: number, left: Expression, right: Expression): Printed {
    const isNumberNeeded = level === LEVEL.sum || level === LEVEL.product
    const sides = [
      this.#at(left, { level, isNumberNeeded }),
      this.#at(right, { level: level + 1, isNumberNeeded }),
    ]
    return { text: sides.join(` ${this.#spelling.word(operation)} `), level }
  }

  #comparison(operation: string, left: Expression, right: Expression): Printed {
    const side = (expression: Expression, other: Expression) => {
      const isInstant =
        expression.kind === 'literal' && typeof expression.value === 'bigint' && other.kind !== 'literal'
      if (isInstant && typeof expression.value === 'bigint' && this.#spelling.choose.chance(50))
        return this.#instant(expression.value)
      return this.#at(expression, { level: LEVEL.other, isNumberNeeded: isSurelyNumber(other) })
    }
    const sign = operation === '<>' && this.#spelling.choose.chance(50) ? '!=' : operation
    return { text: `${side(left, right)} ${sign} ${side(right, left)}`, level: LEVEL.comparison }
  }

  #cast(argument: Expression, type: string): Printed {
    const { word, choose } = this.#spelling
    if (choose.chance(30))
      return {
        text: `${this.#at(argument, { ...ANYWHERE, level: LEVEL.whole })}::${word(type)}`,
        level: LEVEL.cast,
      }
    return whole(`${word('cast')}(${this.print(argument)} ${word('as')} ${word(type)})`)
  }

  #aggregate({ name, isDistinct, argument, fraction }: Extract<Expression, { kind: 'aggregate' }>): string {
    const { word, choose } = this.#spelling
    if (argument === null) return `${word(name)}(${choose.chance(70) ? '*' : ''})`
    const isNumberNeeded = !['count', 'latest', 'earliest'].includes(name)
    const distinct = isDistinct ? `${word('distinct')} ` : ''
    const rest = fraction === null ? '' : `, ${fraction}`
    return `${word(name)}(${distinct}${this.print(argument, isNumberNeeded)}${rest})`
  }

  #window(expression: Extract<Expression, { kind: 'window' }>): string {
    const { name, argument, offset, partition, order, isByRows } = expression
    const { word, choose } = this.#spelling
    const isNumberNeeded = ['sum', 'min', 'max'].includes(name)
    const value = argument === null ? (name === 'count' ? '*' : '') : this.print(argument, isNumberNeeded)
    const rest = offset === null || (offset === 1 && choose.chance(50)) ? '' : `, ${offset}`
    const parts = partition.map((expression) => this.print(expression)).join(', ')
    const over = [
      ...(parts === '' ? [] : [`${word('partition by')} ${parts}`]),
      ...(order.length === 0 ? [] : [`${word('order by')} ${this.order(order)}`]),
      ...(isByRows ? [word('rows unbounded preceding')] : []),
    ]
    return `${word(name)}(${value}${rest}) ${word('over')} (${over.join(' ')})`
  }
}

const NULL: Expression = { kind: 'literal', value: null, type: 'text' }

function whole(text: string): Printed {
  return { text, level: LEVEL.whole }
}

function textOf(expression: Expression): string {
  return expression.kind === 'literal' ? String(expression.value) : ''
}

/** Whether an expression is text that may stand where a number is needed. */
function isReadable(expression: Expression): boolean {
  return expression.kind === 'property' || expression.kind === 'column'
}

/** Whether an expression is a number by its form, however it is spelled. */
function isSurelyNumber(expression: Expression): boolean {
  if (expression.type !== 'number') return false
  const isRead = expression.kind === 'call' && expression.operation === 'to_number'
  return !(isRead && expression.arguments.every(isReadable))
}
