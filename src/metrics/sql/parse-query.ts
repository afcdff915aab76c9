import { parseExpression } from './parse-expression.ts'
import { parseFrom } from './parse-from.ts'
import { parseOrderBy } from './parse-window.ts'
import { readTokens } from './read-tokens.ts'
import { refused, shown } from './refusals.ts'
import type { BodySyntax, ExpressionSyntax, Name, OrderSyntax, QuerySyntax, SelectSyntax } from './syntax.ts'
import { TokenStream } from './token-stream.ts'

/**
 * Reads a text that is one query, with at most one semicolon after it (semantics 15).
 * @throws RefusedSql
 */
export function parseText(text: string): QuerySyntax {
  const tokens = new TokenStream(readTokens(text))
  const first = tokens.peek()
  if (!tokens.sees('SELECT') && !tokens.sees('WITH') && !tokens.sees('(')) {
    throw refused('not_a_query', first.position, first.kind === 'end' ? 'an empty text' : shown(first.text))
  }
  const query = parseQuery(tokens)
  if (tokens.takes(';') && tokens.peek().kind !== 'end') throw refused('second_statement', tokens.position())
  if (tokens.peek().kind !== 'end') throw tokens.unexpected('the end of the query')
  return query
}

// Each change between UNION and UNION ALL is a level of its own.
const UNION_CHANGES_MAX = 8

/** Reads a query, with its WITH, UNIONs, ORDER BY and LIMIT. */
function parseQuery(tokens: TokenStream): QuerySyntax {
  const position = tokens.position()
  const ctes = parseCtes(tokens)
  const body = parseUnions(tokens)
  const orderBy: OrderSyntax[] = parseOrderBy(tokens, () => expression(tokens))
  const limit = tokens.takes('LIMIT') ? rowCount(tokens) : null
  const offset = tokens.takes('OFFSET') ? rowCount(tokens) : null
  return { position, ctes, body, orderBy, limit, offset }
}

function parseCtes(tokens: TokenStream): QuerySyntax['ctes'] {
  const ctes: { name: Name; columns: readonly Name[]; query: QuerySyntax }[] = []
  if (!tokens.takes('WITH')) return ctes
  if (tokens.sees('RECURSIVE')) throw refused('recursive', tokens.position())
  do {
    const name = tokens.plainName('a name')
    const columns = tokens.takes('(') ? nameList(tokens) : []
    tokens.expect('AS')
    ctes.push({ name, columns, query: parenthesisedQuery(tokens) })
  } while (tokens.takes(','))
  return ctes
}

function nameList(tokens: TokenStream): Name[] {
  const names = [tokens.plainName('a name')]
  while (tokens.takes(',')) names.push(tokens.plainName('a name'))
  tokens.expect(')')
  return names
}

function parenthesisedQuery(tokens: TokenStream): QuerySyntax {
  tokens.expect('(')
  return tokens.nested(() => {
    const query = parseQuery(tokens)
    tokens.expect(')')
    return query
  })
}

/** Terms joined by UNION, from left to right; neighbours of one kind make one union. */
function parseUnions(tokens: TokenStream): BodySyntax {
  let body = parseTerm(tokens)
  for (let changes = 0; tokens.sees('UNION');) {
    const { position } = tokens.next()
    const all = tokens.takes('ALL')
    if (!all) tokens.takes('DISTINCT')
    const term = parseTerm(tokens)
    if (body.kind === 'union' && body.all === all) {
      body = { ...body, parts: [...body.parts, term] }
    } else {
      changes += 1
      if (changes > UNION_CHANGES_MAX) throw refused('too_large', position, 'UNION and UNION ALL in turns')
      body = { kind: 'union', all, parts: [body, term], position }
    }
  }
  return body
}

function parseTerm(tokens: TokenStream): BodySyntax {
  if (tokens.sees('(')) return { kind: 'nested', query: parenthesisedQuery(tokens) }
  return parseSelect(tokens)
}

function parseSelect(tokens: TokenStream): SelectSyntax {
  const position = tokens.position()
  tokens.expect('SELECT')
  const distinct = tokens.takes('DISTINCT')
  if (distinct && tokens.sees('ON')) {
    throw refused(
      'not_supported',
      tokens.position(),
      'DISTINCT ON',
      'use row_number() OVER (…) in a subquery',
    )
  }
  if (!distinct) tokens.takes('ALL')
  const columns = [parseColumn(tokens)]
  while (tokens.takes(',')) columns.push(parseColumn(tokens))
  const from = tokens.takes('FROM') ? parseFrom(tokens, parenthesisedQuery, () => expression(tokens)) : null
  const where = tokens.takes('WHERE') ? expression(tokens) : null
  const groupBy: ExpressionSyntax[] = []
  if (tokens.takes('GROUP', 'BY')) {
    do groupBy.push(expression(tokens))
    while (tokens.takes(','))
  }
  const having = tokens.takes('HAVING') ? expression(tokens) : null
  return { kind: 'select', position, distinct, columns, from, where, groupBy, having }
}

function parseColumn(tokens: TokenStream) {
  return { expression: expression(tokens), alias: tokens.alias() }
}

function expression(tokens: TokenStream): ExpressionSyntax {
  return parseExpression(tokens, parseQuery)
}

function rowCount(tokens: TokenStream): number {
  const { kind, text } = tokens.peek()
  if (kind !== 'number' || !/^[0-9]{1,15}$/.test(text)) throw tokens.unexpected('a whole number')
  tokens.next()
  return Number(text)
}
