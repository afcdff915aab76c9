import { refused, shown } from './refusals.ts'
import type { BinaryOperator, ExpressionSyntax, Name, QuerySyntax } from './syntax.ts'
import { parseCall, parseCase, parseCast } from './parse-call.ts'
import type { TokenStream } from './token-stream.ts'

/** Reads a query in parentheses' inside; handed down, so that the two parsers do not import each other. */
export type ReadQuery = (tokens: TokenStream) => QuerySyntax

/**
 * Reads an expression with PostgreSQL's precedence, loosest first: OR, AND, NOT, IS, comparisons (which do not
 * chain), BETWEEN IN LIKE, ||, + -, * /, signs, ::.
 */
export function parseExpression(tokens: TokenStream, readQuery: ReadQuery): ExpressionSyntax {
  return new ExpressionParser(tokens, readQuery).expression()
}

const COMPARISONS = ['=', '<>', '!=', '<', '>', '<=', '>='] as const
/** How many operators of one kind may follow each other. */
const CHAIN_MAX = 250

class ExpressionParser {
  readonly #tokens: TokenStream
  readonly #readQuery: ReadQuery

  constructor(tokens: TokenStream, readQuery: ReadQuery) {
    this.#tokens = tokens
    this.#readQuery = readQuery
  }

  expression(): ExpressionSyntax {
    return this.#chain(['OR'], () => this.#chain(['AND'], () => this.#negation()))
  }

  #chain(operators: readonly BinaryOperator[], operand: () => ExpressionSyntax): ExpressionSyntax {
    let left = operand()
    for (let length = 1; ; length += 1) {
      const { position } = this.#tokens.peek()
      const operator = operators.find((candidate) => this.#tokens.takes(candidate))
      if (operator === undefined) return left
      if (length > CHAIN_MAX)
        throw refused('too_large', position, `more than ${CHAIN_MAX} operators in a row`)
      if (operator !== 'AND' && operator !== 'OR' && operator !== '||') this.#tokens.countOperator()
      left = { kind: 'binary', operator, left, right: operand(), position }
    }
  }

  #negation(): ExpressionSyntax {
    const position = this.#tokens.position()
    if (!this.#tokens.takes('NOT')) return this.#nullTest()
    return { kind: 'not', operand: this.#tokens.nested(() => this.#negation()), position }
  }

  #nullTest(): ExpressionSyntax {
    const operand = this.#comparison()
    const position = this.#tokens.position()
    if (!this.#tokens.takes('IS')) return operand
    const negated = this.#tokens.takes('NOT')
    if (!this.#tokens.takes('NULL')) throw this.#tokens.unexpected('NULL (allowed: IS NULL and IS NOT NULL)')
    return { kind: 'is_null', operand, negated, position }
  }

  #comparison(): ExpressionSyntax {
    const left = this.#membership()
    const position = this.#tokens.position()
    const found = COMPARISONS.find((candidate) => this.#tokens.takes(candidate))
    if (found === undefined) return left
    const operator = found === '!=' ? '<>' : found
    return { kind: 'binary', operator, left, right: this.#membership(), position }
  }

  #membership(): ExpressionSyntax {
    const operand = this.#concatenation()
    const position = this.#tokens.position()
    const negated =
      ['IN', 'LIKE', 'BETWEEN'].some((word) => this.#tokens.sees('NOT', word)) && this.#tokens.takes('NOT')
    if (this.#tokens.takes('LIKE')) {
      return { kind: 'like', operand, pattern: this.#concatenation(), negated, position }
    }
    if (this.#tokens.takes('BETWEEN')) {
      const low = this.#concatenation()
      this.#tokens.expect('AND')
      return { kind: 'between', operand, low, high: this.#concatenation(), negated, position }
    }
    if (!this.#tokens.takes('IN')) return operand
    this.#tokens.expect('(')
    return this.#tokens.nested(() => {
      if (this.#seesQuery()) {
        const query = this.#readQuery(this.#tokens)
        this.#tokens.expect(')')
        return { kind: 'in_query', operand, query, negated, position }
      }
      const items = this.#list()
      this.#tokens.expect(')')
      return { kind: 'in_list', operand, items, negated, position }
    })
  }

  #concatenation(): ExpressionSyntax {
    return this.#chain(['||'], () =>
      this.#chain(['+', '-'], () => this.#chain(['*', '/'], () => this.#signed())),
    )
  }

  #signed(): ExpressionSyntax {
    const position = this.#tokens.position()
    if (this.#tokens.takes('+')) return this.#tokens.nested(() => this.#signed())
    if (!this.#tokens.takes('-')) return this.#cast()
    return { kind: 'negate', operand: this.#tokens.nested(() => this.#signed()), position }
  }

  #cast(): ExpressionSyntax {
    let operand = this.#primary()
    for (let length = 1; this.#tokens.sees('::'); length += 1) {
      const { position } = this.#tokens.next()
      if (length > 8) throw refused('too_deep', position)
      operand = { kind: 'cast', operand, target: this.#tokens.anyName('a type'), position }
    }
    return operand
  }

  #primary(): ExpressionSyntax {
    const tokens = this.#tokens
    const { kind, text, position } = tokens.peek()
    if (kind === 'number') return tokens.next() && { kind: 'number', text, position }
    if (kind === 'string') return tokens.next() && { kind: 'string', value: text, position }
    if (tokens.takes('(')) return tokens.nested(() => this.#parenthesised())
    if (tokens.takes('NULL')) return { kind: 'null', position }
    if (tokens.takes('TRUE')) return { kind: 'boolean', value: true, position }
    if (tokens.takes('FALSE')) return { kind: 'boolean', value: false, position }
    if (tokens.takes('CASE')) return tokens.nested(() => parseCase(tokens, position, () => this.expression()))
    if (tokens.takes('CAST', '(')) {
      return tokens.nested(() => parseCast(tokens, position, () => this.expression()))
    }
    if (tokens.sees('TIMESTAMP') && tokens.peek(1).kind === 'string') {
      tokens.next()
      return { kind: 'timestamp', text: tokens.next().text, position }
    }
    if (tokens.sees('*')) throw refused('select_star', position)
    const name = tokens.plainName('an expression')
    if (tokens.sees('(')) return parseCall(tokens, name, () => this.expression())
    return { kind: 'name', parts: this.#path(name), position }
  }

  #parenthesised(): ExpressionSyntax {
    const position = this.#tokens.position()
    if (this.#seesQuery()) {
      const query = this.#readQuery(this.#tokens)
      this.#tokens.expect(')')
      return { kind: 'query', query, position }
    }
    const inner = this.expression()
    if (this.#tokens.sees(',')) {
      throw refused(
        'not_supported',
        this.#tokens.position(),
        'a list of values here',
        'compare values one by one',
      )
    }
    this.#tokens.expect(')')
    return inner
  }

  #seesQuery(): boolean {
    return this.#tokens.sees('SELECT') || this.#tokens.sees('WITH')
  }

  #list(): ExpressionSyntax[] {
    const items = [this.expression()]
    while (this.#tokens.takes(',')) items.push(this.expression())
    return items
  }

  #path(first: Name): Name[] {
    const parts = [first]
    for (;;) {
      if (parts.length > 32) throw refused('too_deep', this.#tokens.position())
      if (this.#tokens.sees('.', '*')) throw refused('select_star', this.#tokens.position())
      if (this.#tokens.takes('.')) parts.push(this.#tokens.anyName('a name'))
      else if (this.#tokens.takes('[')) parts.push(this.#bracketed())
      else return parts
    }
  }

  #bracketed(): Name {
    const { kind, text, position } = this.#tokens.peek()
    if (kind !== 'string') {
      throw refused(
        'not_supported',
        position,
        `${shown(text)} in brackets`,
        "allowed: a name as text, properties['name']",
      )
    }
    this.#tokens.next()
    this.#tokens.expect(']')
    return { text, quoted: true, position }
  }
}
