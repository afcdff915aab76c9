import bidiFactory, { type Bidi } from 'bidi-js'

// What Unicode has blocks for that are written from right to left, and its mark of that.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const LEFT_TO_RIGHT_MARK = '\u200e'
const RIGHT_TO_LEFT_MARK = '\u200f'
const [ISOLATE, ISOLATE_END] = ['\u2068', '\u2069']

// Its types say that it is the default one of its exports; it is all that is exported.
const bidi = (bidiFactory as unknown as () => Bidi)()

/** A text as it is put between others: whatever directions it has, it does not change theirs. */
export function isolated(text: string): string {
  if (!RIGHT_TO_LEFT.test(text)) return text
  return ISOLATE + text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '') + ISOLATE_END
}

/** What each line of a text begins with, so that it has the direction of the whole; nothing where all is from left to right. */
export function lineMark(text: string): string {
  if (!RIGHT_TO_LEFT.test(text)) return ''
  const [paragraph] = bidi.getEmbeddingLevels(text, 'auto').paragraphs
  return paragraph?.level === 1 ? RIGHT_TO_LEFT_MARK : LEFT_TO_RIGHT_MARK
}

/**
 * The runs of one direction that a line consists of, from left to right, by the Unicode bidirectional algorithm. Each is to
 * be given to the font engine by itself, which knows one direction only. Marks of direction are left out.
 */
export function directionalRuns(line: string): string[] {
  if (!RIGHT_TO_LEFT.test(line)) return [line.replace(/\p{Cf}/gu, '')]
  const embedding = bidi.getEmbeddingLevels(line, 'auto')
  const mirrored = bidi.getMirroredCharactersMap(line, embedding.levels)
  const runs: { level: number; units: string[] }[] = []
  for (const index of bidi.getReorderedIndices(line, embedding)) {
    const unit = mirrored.get(index) ?? line[index] ?? ''
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
