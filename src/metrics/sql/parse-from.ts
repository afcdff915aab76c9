import { refused } from './refusals.ts'
import type { ExpressionSyntax, FromSyntax, JoinType, QuerySyntax } from './syntax.ts'
import type { TokenStream } from './token-stream.ts'

const JOINS_MAX = 16

/** Reads what follows FROM: tables and subqueries, joined by JOIN or commas. */
export function parseFrom(
  tokens: TokenStream,
  subquery: (tokens: TokenStream) => QuerySyntax,
  expression: () => ExpressionSyntax,
): FromSyntax {
  const item = (): FromSyntax => {
    const position = tokens.position()
    if (tokens.sees('('))
      return { kind: 'subquery', query: subquery(tokens), alias: tokens.alias(), position }
    const name = tokens.plainName('a table or a subquery')
    if (tokens.sees('(')) throw refused('table_function', name.position, name.text)
    if (tokens.sees('.'))
      throw refused('unknown_table', name.position, `${name.text}.…`, 'events and WITH names')
    return { kind: 'table', name, alias: tokens.alias() }
  }
  const joined = (): FromSyntax => {
    let left = item()
    for (let joins = 1; ; joins += 1) {
      const position = tokens.position()
      const type = joinType(tokens)
      if (type === null) return left
      if (joins > JOINS_MAX) throw refused('too_large', position, `more than ${JOINS_MAX} joins`)
      const right = item()
      if (type !== 'CROSS') tokens.expect('ON')
      left = { kind: 'join', type, left, right, on: type === 'CROSS' ? null : expression(), position }
    }
  }
  let from = joined()
  for (let commas = 1; tokens.sees(','); commas += 1) {
    const { position } = tokens.next()
    if (commas > JOINS_MAX) throw refused('too_large', position, `more than ${JOINS_MAX} joins`)
    from = { kind: 'join', type: 'CROSS', left: from, right: joined(), on: null, position }
  }
  return from
}

function joinType(tokens: TokenStream): JoinType | null {
  if (tokens.takes('JOIN') || tokens.takes('INNER', 'JOIN')) return 'INNER'
  if (tokens.takes('CROSS', 'JOIN')) return 'CROSS'
  for (const type of ['LEFT', 'RIGHT', 'FULL'] as const) {
    if (tokens.takes(type, 'JOIN') || tokens.takes(type, 'OUTER', 'JOIN')) return type
  }
  return null
}
