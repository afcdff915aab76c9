import type { ExpressionSyntax } from './syntax.ts'

/**
 * The name of a column without an alias: the last part of a name, a function's name, else `column_<position>`
 * (semantics 17).
 */
export function columnName(
  syntax: ExpressionSyntax | null,
  index: number,
): { text: string; quoted: boolean } {
  const unnamed = { text: `column_${index + 1}`, quoted: false }
  if (syntax === null) return unnamed
  if (syntax.kind === 'name') return syntax.parts.at(-1) ?? unnamed
  if (syntax.kind === 'call') return { text: syntax.name.text.toLowerCase(), quoted: false }
  if (syntax.kind === 'extract' || syntax.kind === 'case') return { text: syntax.kind, quoted: false }
  if (syntax.kind === 'cast') {
    return syntax.operand.kind === 'name'
      ? columnName(syntax.operand, index)
      : { text: syntax.target.text.toLowerCase(), quoted: false }
  }
  return unnamed
}
