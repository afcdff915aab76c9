import { fileURLToPath } from 'node:url'

export type Weight = 'regular' | 'bold'

/** The fonts, by the names that a document knows them by. */
const LATIN: Readonly<Record<Weight, string>> = { regular: 'Helvetica', bold: 'Helvetica-Bold' }
const OTHERS: Readonly<Record<Weight, string>> = { regular: 'Others', bold: 'Others-Bold' }

/**
 * Where the fonts are that no reader has by itself. They are read once one of them is needed.
 * @param ownFile the font that is taken for all of them, if any.
 */
export function fontFiles(ownFile: string | undefined): ReadonlyMap<string, string> {
  const pathOf = (name: string) => ownFile ?? fileURLToPath(new URL(`fonts/${name}`, import.meta.url))
  return new Map([
    [OTHERS.regular, pathOf('DejaVuSansCondensed.ttf')],
    [OTHERS.bold, pathOf('DejaVuSansCondensed-Bold.ttf')],
  ])
}

// What Windows code page 1252, which Helvetica is written in, has beside Latin-1.
const BESIDE_LATIN_1 = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'

const LATIN_TEXT = new RegExp(`^[ -~\\u00a0-\\u00ff${BESIDE_LATIN_1}]*$`, 'u')

/** The name of the font that a text is written in: one that every reader has, or else one that has far more letters. */
export function fontFor(text: string, weight: Weight): string {
  return (LATIN_TEXT.test(text) ? LATIN : OTHERS)[weight]
}

// They have no shape, but say in which order others are written: marks of a direction, and what isolates a text.
const DIRECTIONS = '\\u200e\\u200f\\u061c\\u2068\\u2069'

const WITHOUT_A_SHAPE = new RegExp(`(?![${DIRECTIONS}])\\p{Cf}`, 'gu')

/** A text that can be written on one line: a space for tabs and line breaks, without what has neither shape nor effect. */
export function writable(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(WITHOUT_A_SHAPE, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}
