import bidiFactory, { type Bidi } from 'bidi-js'

// What Unicode has blocks for that are written from right to left, and its mark of that.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const [ISOLATE, ISOLATE_END] = ['\u2068', '\u2069']

// Its types say that it is the default one of its exports; it is all that is exported.
const bidi = (bidiFactory as unknown as () => Bidi)()

/** A text as it is put between others: whatever directions it has, it does not change theirs. */
export function isolated(text: string): string {
  if (!RIGHT_TO_LEFT.test(text)) return text
  return ISOLATE + text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '') + ISOLATE_END
}

/** What stands on one line: its runs of one direction, from left to right. */
export type Line = readonly string[]

/**
 * What stands on each of the lines that a text is broken into. Directions are those of the whole text: of a line by itself
 * nobody could tell which one a bracket has, or a full stop at its end.
 */
export function runsOfLines(text: string, lines: readonly string[]): Line[] {
  let end = 0
  return lines.map((line) => {
    const start = text.indexOf(line, end)
    end = start + line.length
    return directionalRuns(text, start, end)
  })
}

/**
 * The runs of one direction that a text, or the part of it that is on a line, consists of, from left to right, by the Unicode
 * bidirectional algorithm. Each is to be given to the font engine by itself, which knows one direction only. Marks of
 * direction are left out.
 */
export function directionalRuns(text: string, start = 0, end = text.length): Line {
  if (start === end) return []
  if (!RIGHT_TO_LEFT.test(text)) return [text.slice(start, end).replace(/\p{Cf}/gu, '')]
  const embedding = bidi.getEmbeddingLevels(text, 'auto')
  const mirrored = bidi.getMirroredCharactersMap(text, embedding.levels)
  const runs: { level: number; units: string[] }[] = []
  for (const index of bidi.getReorderedIndices(text, embedding, start, end - 1).slice(start, end)) {
    const unit = mirrored.get(index) ?? text[index] ?? ''
    if (/\p{Cf}/u.test(unit)) continue
    const level = embedding.levels[index] ?? 0
    const last = runs.at(-1)
    if (last?.level === level) last.units.push(unit)
    else runs.push({ level, units: [unit] })
  }
  return runs.map(({ level, units }) => {
    const isFromTheRight = level % 2 === 1
    return forEngine((isFromTheRight ? units.toReversed() : units).join(''), isFromTheRight)
  })
}

const LETTER_OF_A_SCRIPT = /[^\p{Script=Common}\p{Script=Inherited}\p{Script=Unknown}]/u
const SCRIPTS_FROM_THE_RIGHT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** The engine takes the direction of a run's first letter: Persian digits have another one, and `) ` between numbers has no letter. */
function forEngine(run: string, isFromTheRight: boolean): string {
  const isTakenSo = SCRIPTS_FROM_THE_RIGHT.test(LETTER_OF_A_SCRIPT.exec(run)?.[0] ?? '')
  return isTakenSo === isFromTheRight ? run : Array.from(run).toReversed().join('')
}
