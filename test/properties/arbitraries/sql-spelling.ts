import type { Choose } from './sql-choose.ts'

/** How one text is spelled: what no reader should mind, drawn at each place. */
export interface Spelling {
  /** A keyword or the name of a function, in some case. */
  word: (text: string) => string
  /** The name of a column or alias, in quotes where it needs them. */
  name: (text: string) => string
  /** A space, a line break, a comment. */
  gap: () => string
  choose: Choose
}

/** A spelling that draws as it goes. */
export function drawSpelling(choose: Choose): Spelling {
  const wordCase = choose.of(['lower', 'upper', 'mixed'] as const)
  return {
    choose,
    word(text) {
      if (wordCase === 'mixed') return choose.chance(50) ? text.toUpperCase() : text
      return wordCase === 'upper' ? text.toUpperCase() : text
    },
    name: (text) =>
      /^[a-z_][a-z0-9_]*$/.test(text) && choose.chance(80) ? text : `"${text.replaceAll('"', '""')}"`,
    gap() {
      const draw = choose.below(40)
      if (draw < 36) return ' '
      return draw === 36 ? ' /* it\'s "a" -- comment; */ ' : draw === 37 ? " -- a 'comment' /*\n" : '\n  '
    },
  }
}

/** A text in quotes, as PostgreSQL writes it: a backslash is a backslash. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
