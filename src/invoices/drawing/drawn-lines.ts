import { derivedId } from '../../kernel/ids.ts'
import type { DrawnPart } from '../../rating/drawdown/cover-step.ts'
import type { DrawnStep } from '../../rating/drawdown/draw-down.ts'
import type { PricedPart } from '../../rating/pricing-rule.ts'
import type { ChargeLine, ChargeStep } from './draw-steps.ts'
import type { InvoiceLine, LineCommit } from '../invoice.ts'
import { isFall, wholeRises } from './whole-rises.ts'

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
  const ofLines = new Map<string, InvoiceLine[]>()
  for (const { line, part } of summedParts(steps)) {
    const listLine = line.lineOf(part)
    const shown = part.balanceId === null ? listLine : coveredLine(line, listLine, part, commitOf)
    const own = ofLines.get(listLine.id)
    if (own === undefined) ofLines.set(listLine.id, [shown])
    else addLine(own, shown)
  }
  let charged: ReadonlySet<string> | null = null
  const lines: InvoiceLine[] = []
  for (const line of listLines) {
    const own = ofLines.get(line.id)
    // A commit may cover all of a tier of the list price under another tier of its own: that line would bill it again.
    if (own === undefined) charged ??= chargedLineIds(steps)
    if (own !== undefined) lines.push(...own)
    else if (charged?.has(line.id) !== true) lines.push(line)
    ofLines.delete(line.id)
  }
  // A commit rate may have tiers that the list price has not.
  for (const own of ofLines.values()) lines.push(...own)
  return lines
}

/** Adds a line to others; to the one that it is a part of, where it is there. */
function addLine(lines: InvoiceLine[], line: InvoiceLine): void {
  const place = lines.findIndex(({ id }) => id === line.id)
  const before = lines[place]
  if (before === undefined) lines.push(line)
  else lines[place] = plus(before, line)
}

/** The lines that charges would be on if none covered any of them: one for each tier that they are in. */
function chargedLineIds(steps: readonly DrawnStep<ChargeStep>[]): Set<string> {
  const partsOf = new Map<ChargeLine, Map<number | null, PricedPart>>()
  const charges = steps.map(({ step }) => step)
  for (const { line, listRule, from, to } of charges.some(isFall) ? charges : wholeRises(charges)) {
    const own = partsOf.get(line) ?? new Map<number | null, PricedPart>()
    partsOf.set(line, own)
    for (const part of listRule.parts(from, to)) own.set(part.tier?.level ?? null, part)
  }
  return new Set([...partsOf].flatMap(([line, own]) => [...own.values()].map((part) => line.lineOf(part).id)))
}

interface SummedPart {
  line: ChargeLine
  part: DrawnPart
}

/** The parts of each line that one segment covers, or none, at one price and in one tier, as one. */
function summedParts(steps: readonly DrawnStep<ChargeStep>[]): SummedPart[] {
  const ofLines = new Map<ChargeLine, SummedPart[]>()
  for (const { step, parts } of steps) {
    const own = ofLines.get(step.line) ?? []
    if (own.length === 0) ofLines.set(step.line, own)
    for (const part of parts) {
      const known = own.find((one) => isOneLine(one.part, part))
      if (known === undefined) own.push({ line: step.line, part: { ...part } })
      else addTo(known.part, part)
    }
  }
  return [...ofLines.values()].flatMap(changing)
}

function addTo(sum: DrawnPart, { quantity, total }: DrawnPart): void {
  sum.quantity = sum.quantity.plus(quantity)
  sum.total = sum.total.plus(total)
}

/** Whether parts of a charge are on one line: covered by the same, at one price and in one tier. */
function isOneLine(one: DrawnPart, other: DrawnPart): boolean {
  return (
    one.segmentId === other.segmentId &&
    one.balanceId === other.balanceId &&
    one.tier?.level === other.tier?.level &&
    one.unitPrice.equals(other.unitPrice)
  )
}

/** Parts in which nothing changed are left out; where nothing changed in any, the last is there. */
function changing(parts: SummedPart[]): SummedPart[] {
  const found = parts.filter(({ part }) => !part.quantity.isZero() || !part.total.isZero())
  return found.length > 0 ? found : parts.slice(-1)
}

const idsByLine = new WeakMap<ChargeLine, { part: DrawnPart; id: string }[]>()

/**
 * The id of the line that shows a part of a line's charges, each worked out once.
 * @param listLine the line that the part is on where none covers it, if it is at hand.
 */
export function drawnLineId(line: ChargeLine, part: DrawnPart, listLine?: Pick<InvoiceLine, 'id'>): string {
  const known = idsByLine.get(line) ?? []
  if (known.length === 0) idsByLine.set(line, known)
  const found = known.find((one) => isOneLine(one.part, part))
  if (found !== undefined) return found.id
  const id = coveredId(listLine ?? line.lineOf(part), part)
  known.push({ part, id })
  return id
}

/** @param listLine the line that a part is on where none covers it. */
function coveredId(
  listLine: Pick<InvoiceLine, 'id'>,
  { balanceId, segmentId, unitPrice }: DrawnPart,
): string {
  if (balanceId === null || segmentId === null) return listLine.id
  return derivedId('covered', listLine.id, balanceId, segmentId, unitPrice.toFixed())
}

function coveredLine(
  line: ChargeLine,
  listLine: InvoiceLine,
  part: DrawnPart,
  commitOf: CommitOf,
): InvoiceLine {
  const { balanceId, segmentId } = part
  if (balanceId === null || segmentId === null) throw new Error(`line ${listLine.id} is not covered`)
  return { ...listLine, id: drawnLineId(line, part, listLine), commit: { ...commitOf(balanceId), segmentId } }
}

function plus<Priced extends Pick<InvoiceLine, 'quantity' | 'total'>>(one: Priced, other: Priced): Priced {
  return { ...one, quantity: one.quantity.plus(other.quantity), total: one.total.plus(other.total) }
}
