import { derivedId } from '../kernel/ids.ts'
import type { DrawnPart, DrawnStep } from '../rating/drawdown/draw-down.ts'
import type { ChargeLine, ChargeStep } from './draw-steps.ts'
import type { InvoiceLine, LineCommit } from './invoice.ts'

/** The commit or credit of an id, as lines show it. */
export type CommitOf = (balanceId: string) => Omit<LineCommit, 'segmentId'>

/**
 * The lines of charges of which commits and credits cover some: each line that there is without them is split into what
 * each segment covers of it at one price, and the rest (reference sections 2.3 and 6).
 * @param listLines the lines where none covers any. Those without a charge stay as they are, in their places.
 */
export function drawnLines(
  listLines: readonly InvoiceLine[],
  steps: readonly DrawnStep<ChargeStep>[],
  commitOf: CommitOf,
): InvoiceLine[] {
  const ofLines = new Map<string, Map<string, InvoiceLine>>()
  for (const { line, part } of summedParts(steps)) {
    const listLine = line.lineOf(part)
    const own = ofLines.get(listLine.id) ?? new Map<string, InvoiceLine>()
    const shown = part.balanceId === null ? listLine : coveredLine(listLine, part, commitOf)
    const before = own.get(shown.id)
    own.set(shown.id, before === undefined ? shown : plus(before, shown))
    ofLines.set(listLine.id, own)
  }
  const inPlace = listLines.flatMap((line) => [...(ofLines.get(line.id)?.values() ?? [line])])
  const known = new Set(listLines.map(({ id }) => id))
  // A commit rate may have tiers that the list price has not.
  const others = [...ofLines].flatMap(([id, own]) => (known.has(id) ? [] : [...own.values()]))
  return [...inPlace, ...others]
}

interface SummedPart {
  line: ChargeLine
  part: DrawnPart
}

/** The parts of each line that one segment covers, or none, at one price and in one tier, as one. */
function summedParts(steps: readonly DrawnStep<ChargeStep>[]): SummedPart[] {
  const ofLines = new Map<ChargeLine, Map<string, SummedPart>>()
  for (const { step, parts } of steps) {
    const own = ofLines.get(step.line) ?? new Map<string, SummedPart>()
    ofLines.set(step.line, own)
    for (const part of parts) {
      const key = [part.balanceId, part.segmentId, part.tier?.level, part.unitPrice].join(' ')
      const before = own.get(key)
      own.set(key, { line: step.line, part: before === undefined ? part : plus(before.part, part) })
    }
  }
  return [...ofLines.values()].flatMap((own) => changing([...own.values()]))
}

/** Parts in which nothing changed are left out; where nothing changed in any, the last is there. */
function changing(parts: SummedPart[]): SummedPart[] {
  const found = parts.filter(({ part }) => !part.quantity.isZero() || !part.total.isZero())
  return found.length > 0 ? found : parts.slice(-1)
}

function coveredLine(line: InvoiceLine, part: DrawnPart, commitOf: CommitOf): InvoiceLine {
  const { balanceId, segmentId, unitPrice } = part
  if (balanceId === null || segmentId === null) throw new Error(`line ${line.id} is not covered`)
  const id = derivedId('covered', line.id, balanceId, segmentId, unitPrice.toFixed())
  return { ...line, id, commit: { ...commitOf(balanceId), segmentId } }
}

function plus<Priced extends Pick<InvoiceLine, 'quantity' | 'total'>>(one: Priced, other: Priced): Priced {
  return { ...one, quantity: one.quantity.plus(other.quantity), total: one.total.plus(other.total) }
}
