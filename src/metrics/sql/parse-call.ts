import { parseWindow } from './parse-window.ts'
import { refused } from './refusals.ts'
import type { SqlPosition } from './sql-metric.ts'
import type { ExpressionSyntax, Name } from './syntax.ts'
import type { TokenStream } from './token-stream.ts'

type ReadExpression = () => ExpressionSyntax

/** Reads a function's arguments and its OVER; the name is read, the parenthesis comes next. */
export function parseCall(tokens: TokenStream, name: Name, expression: ReadExpression): ExpressionSyntax {
  tokens.expect('(')
  const { position } = name
  if (!name.quoted && name.text.toUpperCase() === 'EXTRACT') {
    return tokens.nested(() => parseExtract(tokens, position, expression))
  }
  const { star, distinct, args } = tokens.nested(() => parseArguments(tokens, name, expression))
  for (const word of ['FILTER', 'WITHIN', 'IGNORE', 'RESPECT']) {
    if (tokens.sees(word) && tokens.peek(1).kind !== 'symbol') continue
    if (tokens.sees(word, '(')) {
      throw refused('not_supported', tokens.position(), word, 'aggregate a CASE expression instead')
    }
  }
  const over = tokens.takes('OVER') ? tokens.nested(() => parseWindow(tokens, expression)) : null
  return { kind: 'call', position, name, star, distinct, args, over }
}

function parseArguments(tokens: TokenStream, name: Name, expression: ReadExpression) {
  if (tokens.takes(')')) return { star: false, distinct: false, args: [] }
  if (tokens.takes('*')) {
    tokens.expect(')')
    return { star: true, distinct: false, args: [] }
  }
  const distinct = tokens.takes('DISTINCT')
  const args = [expression()]
  const isSubstring = name.text.toUpperCase() === 'SUBSTRING' && (tokens.sees('FROM') || tokens.sees('FOR'))
  if (isSubstring) args.push(...substringBounds(tokens, expression))
  else while (tokens.takes(',')) args.push(expression())
  tokens.expect(')')
  return { star: false, distinct, args }
}

/** `substring(text FROM 2 FOR 3)`. */
function substringBounds(tokens: TokenStream, expression: ReadExpression): ExpressionSyntax[] {
  const position = tokens.position()
  const from: ExpressionSyntax = tokens.takes('FROM') ? expression() : { kind: 'number', text: '1', position }
  return tokens.takes('FOR') ? [from, expression()] : [from]
}

function parseExtract(
  tokens: TokenStream,
  position: SqlPosition,
  expression: ReadExpression,
): ExpressionSyntax {
  const field = tokens.anyName('a field, such as hour')
  tokens.expect('FROM')
  const operand = expression()
  tokens.expect(')')
  return { kind: 'extract', field, operand, position }
}

/** Reads `CAST(` … `AS type)`, past its parenthesis. */
export function parseCast(
  tokens: TokenStream,
  position: SqlPosition,
  expression: ReadExpression,
): ExpressionSyntax {
  const operand = expression()
  tokens.expect('AS')
  const target = tokens.anyName('a type')
  if (tokens.sees('(')) {
    throw refused(
      'not_supported',
      tokens.position(),
      "a type's precision",
      'use round(x, digits) or substring(x, 1, n)',
    )
  }
  tokens.expect(')')
  return { kind: 'cast', operand, target, position }
}

/** Reads a CASE past its first word. */
export function parseCase(
  tokens: TokenStream,
  position: SqlPosition,
  expression: ReadExpression,
): ExpressionSyntax {
  const operand = tokens.sees('WHEN') ? null : expression()
  const branches: { when: ExpressionSyntax; result: ExpressionSyntax }[] = []
  while (tokens.takes('WHEN')) {
    const when = expression()
    tokens.expect('THEN')
    branches.push({ when, result: expression() })
  }
  if (branches.length === 0) throw tokens.unexpected('WHEN')
  const otherwise = tokens.takes('ELSE') ? expression() : null
  tokens.expect('END')
  return { kind: 'case', operand, branches, otherwise, position }
}
