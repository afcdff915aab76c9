import { refused, shown, type RefusedSql } from './refusals.ts'
import { CLOCK_WORDS, ENGINE_WORDS, GRAMMAR_WORDS, REFUSED_WORDS } from './reserved-words.ts'
import type { SqlPosition } from './sql-metric.ts'
import type { Name } from './syntax.ts'
import type { Token } from './read-tokens.ts'

/** How many parentheses, calls, CASEs, signs and queries may stand within each other (semantics 20). */
const NESTING_MAX = 32
const OPERATORS_MAX = 500

/** The tokens, read from left to right, with what the grammar asks of them most. */
export class TokenStream {
  readonly #tokens: readonly Token[]
  #index = 0
  #depth = 0
  #operators = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[this.#index + ahead] ?? this.#tokens.at(-1)
    if (token === undefined) throw new RangeError('a text has at least its end')
    return token
  }

  next(): Token {
    const token = this.peek()
    this.#index += 1
    return token
  }

  position(): SqlPosition {
    return this.peek().position
  }

  /** Whether these words and symbols come next; words in any case. */
  sees(...expected: readonly string[]): boolean {
    return expected.every((text, ahead) => {
      const token = this.peek(ahead)
      return token.kind === 'word'
        ? token.text.toUpperCase() === text
        : token.kind === 'symbol' && token.text === text
    })
  }

  /** Reads them where they come next. */
  takes(...expected: readonly string[]): boolean {
    const seen = this.sees(...expected)
    if (seen) this.#index += expected.length
    return seen
  }

  /** @throws RefusedSql where they do not come next. */
  expect(...expected: readonly string[]): void {
    for (const text of expected) if (!this.takes(text)) throw this.unexpected(text)
  }

  /** Reads any name: behind a point or AS, where words of the grammar may stand unquoted. */
  anyName(what: string): Name {
    const { kind, text, position } = this.peek()
    if (kind !== 'word' && kind !== 'quoted') throw this.unexpected(what)
    this.next()
    return { text, quoted: kind === 'quoted', position }
  }

  /** Reads a name that is not a word of the grammar. */
  plainName(what: string): Name {
    if (!this.seesPlainName()) throw this.unexpected(what)
    return this.anyName(what)
  }

  seesPlainName(): boolean {
    const { kind, text } = this.peek()
    if (kind !== 'word') return kind === 'quoted'
    const word = text.toUpperCase()
    return !GRAMMAR_WORDS.has(word) && !REFUSED_WORDS.has(word)
  }

  /** Reads `AS name` or a bare name; null where neither comes next. */
  alias(): Name | null {
    if (this.takes('AS')) return this.anyName('a name')
    if (!this.seesPlainName()) return null
    const { kind, text, position } = this.peek()
    if (kind === 'word' && ENGINE_WORDS.has(text.toUpperCase())) {
      throw refused('not_supported', position, text.toUpperCase(), 'to use it as a name, write AS before it')
    }
    return this.anyName('a name')
  }

  /** Reads what is nested one level deeper. @throws RefusedSql past the limit, before the stack could overflow. */
  nested<Result>(read: () => Result): Result {
    if (this.#depth >= NESTING_MAX) throw refused('too_deep', this.position())
    this.#depth += 1
    const result = read()
    this.#depth -= 1
    return result
  }

  /** Counts an operator of arithmetic: a tree of many is as deep as many. @throws RefusedSql past the limit. */
  countOperator(): void {
    this.#operators += 1
    if (this.#operators > OPERATORS_MAX) {
      throw refused('too_large', this.position(), `more than ${OPERATORS_MAX} operators of arithmetic`)
    }
  }

  /** Why the next token has no place here. */
  unexpected(expected: string): RefusedSql {
    const { kind, text, position } = this.peek()
    if (kind === 'end') return refused('syntax_error', position, 'end of the text', expected)
    const word = kind === 'word' ? text.toUpperCase() : ''
    if (CLOCK_WORDS.has(word)) return refused('clock', position, text, 'the columns timestamp and properties')
    if (REFUSED_WORDS.has(word) || ENGINE_WORDS.has(word)) {
      return refused(
        'not_supported',
        position,
        word,
        `expected ${expected}; as a name, write it in double quotes`,
      )
    }
    return refused('syntax_error', position, shown(text), expected)
  }
}
