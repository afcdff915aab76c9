import { refused } from './refusals.ts'
import type { ExpressionSyntax, FrameBound, FrameSyntax, OrderSyntax, WindowSyntax } from './syntax.ts'
import type { TokenStream } from './token-stream.ts'

type ReadExpression = () => ExpressionSyntax

/** Reads a window's specification, past the word OVER. */
export function parseWindow(tokens: TokenStream, expression: ReadExpression): WindowSyntax {
  tokens.expect('(')
  const partitionBy: ExpressionSyntax[] = []
  if (tokens.takes('PARTITION', 'BY')) {
    do partitionBy.push(expression())
    while (tokens.takes(','))
  }
  const orderBy = parseOrderBy(tokens, expression)
  const frame = parseFrame(tokens)
  tokens.expect(')')
  return { partitionBy, orderBy, frame }
}

/** Reads an ORDER BY where there is one. */
export function parseOrderBy(tokens: TokenStream, expression: ReadExpression): OrderSyntax[] {
  const orderBy: OrderSyntax[] = []
  if (!tokens.takes('ORDER', 'BY')) return orderBy
  do {
    const ordered = expression()
    const descending = tokens.takes('DESC')
    if (!descending) tokens.takes('ASC')
    orderBy.push({ expression: ordered, descending, nullsFirst: parseNulls(tokens) })
  } while (tokens.takes(','))
  return orderBy
}

function parseNulls(tokens: TokenStream): boolean | null {
  if (tokens.takes('NULLS', 'FIRST')) return true
  return tokens.takes('NULLS', 'LAST') ? false : null
}

function parseFrame(tokens: TokenStream): FrameSyntax | null {
  const unit = (['ROWS', 'RANGE'] as const).find((word) => tokens.takes(word))
  if (unit === undefined) return null
  const isBetween = tokens.takes('BETWEEN')
  const start = parseBound(tokens, unit)
  if (!isBetween) return { unit, start, end: { kind: 'current_row', rows: null, position: start.position } }
  tokens.expect('AND')
  const end = parseBound(tokens, unit)
  if (ORDER.indexOf(start.kind) > ORDER.indexOf(end.kind) || start.kind === 'unbounded_following') {
    throw refused('not_supported', start.position, 'a frame that ends before it begins', 'swap its bounds')
  }
  if (end.kind === 'unbounded_preceding') {
    throw refused(
      'not_supported',
      end.position,
      'a frame that ends before the first row',
      'end it at CURRENT ROW',
    )
  }
  return { unit, start, end }
}

const ORDER = ['unbounded_preceding', 'preceding', 'current_row', 'following', 'unbounded_following']

function parseBound(tokens: TokenStream, unit: 'ROWS' | 'RANGE'): FrameBound {
  const position = tokens.position()
  if (tokens.takes('CURRENT', 'ROW')) return { kind: 'current_row', rows: null, position }
  if (tokens.takes('UNBOUNDED', 'PRECEDING')) return { kind: 'unbounded_preceding', rows: null, position }
  if (tokens.takes('UNBOUNDED', 'FOLLOWING')) return { kind: 'unbounded_following', rows: null, position }
  const { kind, text } = tokens.peek()
  if (kind !== 'number' || !/^[0-9]{1,9}$/.test(text)) throw tokens.unexpected("a frame's bound")
  if (unit === 'RANGE') {
    throw refused(
      'not_supported',
      position,
      'RANGE with a distance',
      'use ROWS, or UNBOUNDED and CURRENT ROW',
    )
  }
  tokens.next()
  if (tokens.takes('PRECEDING')) return { kind: 'preceding', rows: Number(text), position }
  tokens.expect('FOLLOWING')
  return { kind: 'following', rows: Number(text), position }
}
