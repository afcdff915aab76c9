/** Words and marks of the engine's SQL; strings and quoted names are each one token, the quote kept. */
function tokensOf(text: string): string[] {
  const pattern = /'(?:[^'\\]|\\[^]|'')*'|`(?:[^`\\]|\\[^])*`|"(?:[^"\\]|\\[^])*"|[\p{L}\p{N}_]+|\S/gu
  return text.match(pattern) ?? []
}

/** The names that a query reads rows from and does not define itself: what follows FROM, JOIN and IN. */
export function tablesRead(text: string): string[] {
  const tokens = tokensOf(text)
  const defined = new Set(tokens.filter((_, at) => isDefinition(tokens, at)))
  return tokens.filter((token, at) => isTablePlace(tokens[at - 1]) && token !== '(' && !defined.has(token))
}

function isTablePlace(before: string | undefined): boolean {
  return before !== undefined && /^(?:from|join|in|into)$/i.test(before)
}

/** Whether the token is the name in `name AS (`. */
function isDefinition(tokens: readonly string[], at: number): boolean {
  const isAs = /^as$/i.test(tokens[at + 1] ?? '')
  return isAs && tokens[at + 2] === '(' && /^(?:with|,|recursive)$/i.test(tokens[at - 1] ?? '')
}

/** Functions of the emitted text that its words call. */
export function functionsCalled(text: string): string[] {
  const tokens = tokensOf(text)
  return tokens.filter((token, at) => /^[\p{L}_]/u.test(token) && tokens[at + 1] === '(')
}
