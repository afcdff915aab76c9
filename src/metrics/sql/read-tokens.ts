import { checkText } from './check-text.ts'
import { refused, shown } from './refusals.ts'
import type { SqlPosition } from './sql-metric.ts'

/**
 * A piece of the text. `text` is a word as written, a string's or quoted name's value, a number's digits, or a
 * symbol; for `end`, empty.
 */
export interface Token {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'end'
  text: string
  position: SqlPosition
}

const BLANK = /[ \t\r\n]+/y
const LINE_COMMENT = /--[^\r\n]*/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const NUMBER = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y
const SYMBOL = /\|\||::|<=|>=|<>|!=|[-(),;.[\]+*/=<>]/y
const STRING = /'((?:[^']|'')*)'/y
const QUOTED = /"((?:[^"]|"")*)"/y

/**
 * Takes a text apart, as PostgreSQL does with `standard_conforming_strings` on: a backslash in a string is itself.
 * What the grammar has no use for (`$`, `?`, `@`, backticks, other scripts outside quotes …) ends here.
 * @throws RefusedSql
 */
export function readTokens(text: string): Token[] {
  checkText(text)
  return new TokenReader(text).read()
}

class TokenReader {
  readonly #text: string
  #offset = 0
  #line = 1
  #column = 1
  readonly #tokens: Token[] = []

  constructor(text: string) {
    this.#text = text
  }

  read(): Token[] {
    while (this.#offset < this.#text.length) this.#readOne()
    this.#tokens.push({ kind: 'end', text: '', position: this.#position() })
    return this.#tokens
  }

  #readOne(): void {
    if (this.#skip(BLANK) || this.#skip(LINE_COMMENT) || this.#skipBlockComment()) return
    if (this.#readQuote("'", STRING, 'string') || this.#readQuote('"', QUOTED, 'quoted')) return
    if (this.#readWord() || this.#readNumber()) return
    const symbol = this.#match(SYMBOL)
    if (symbol === null) throw this.#unexpected()
    this.#push('symbol', symbol[0], symbol[0])
  }

  #readWord(): boolean {
    const word = this.#match(WORD)?.[0]
    if (word === undefined) return false
    const next = this.#text.charAt(this.#offset + word.length)
    if (next === "'") throw refused('string_prefix', this.#position(), `${word}'…'`)
    this.#push('word', word, word)
    return true
  }

  #readNumber(): boolean {
    const number = this.#match(NUMBER)?.[0]
    if (number === undefined) return false
    if (/[A-Za-z0-9_.]/.test(this.#text.charAt(this.#offset + number.length))) {
      const whole = /[A-Za-z0-9_.]+/y
      throw refused('bad_number', this.#position(), shown(this.#match(whole)?.[0] ?? number))
    }
    this.#push('number', number, number)
    return true
  }

  #readQuote(quote: string, pattern: RegExp, kind: 'string' | 'quoted'): boolean {
    if (this.#text.charAt(this.#offset) !== quote) return false
    const match = this.#match(pattern)
    if (match === null) throw refused('unterminated', this.#position(), `the text after ${quote}`)
    const value = (match[1] ?? '').replaceAll(quote + quote, quote)
    if (kind === 'quoted' && value === '') {
      throw refused('unexpected_character', this.#position(), '""', 'a quoted name must not be empty')
    }
    this.#push(kind, value, match[0])
    return true
  }

  #skipBlockComment(): boolean {
    if (!this.#text.startsWith('/*', this.#offset)) return false
    const end = this.#text.indexOf('*/', this.#offset + 2)
    if (end === -1) throw refused('unterminated', this.#position(), 'the comment')
    const comment = this.#text.slice(this.#offset, end + 2)
    // PostgreSQL nests comments and other engines do not: where they could differ, nothing is guessed.
    if (comment.includes('/*', 2)) {
      throw refused(
        'not_supported',
        this.#position(),
        'a comment within a comment',
        'allowed: /* … */ and -- …',
      )
    }
    this.#advance(comment)
    return true
  }

  #unexpected(): Error {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#offset) ?? 0)
    const seen = `the character ${shown(character)}`
    if (/[$?@{}:]/.test(character)) return refused('parameter', this.#position(), shown(character))
    if (/[%^]/.test(character)) {
      return refused('unexpected_character', this.#position(), seen, 'allowed: the functions mod and power')
    }
    return refused(
      'unexpected_character',
      this.#position(),
      seen,
      "names are written with the letters a to z, digits and _, or in double quotes; texts in '…'",
    )
  }

  #skip(pattern: RegExp): boolean {
    const match = this.#match(pattern)
    if (match !== null) this.#advance(match[0])
    return match !== null
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#offset
    return pattern.exec(this.#text)
  }

  #push(kind: Token['kind'], text: string, source: string): void {
    this.#tokens.push({ kind, text, position: this.#position() })
    this.#advance(source)
  }

  #advance(source: string): void {
    this.#offset += source.length
    const lines = source.split(/\r\n|\r|\n/)
    const last = Array.from(lines.at(-1) ?? '').length
    this.#column = lines.length === 1 ? this.#column + last : last + 1
    this.#line += lines.length - 1
  }

  #position(): SqlPosition {
    return { line: this.#line, column: this.#column }
  }
}
