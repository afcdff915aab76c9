import type { Instant } from '../../kernel/instant.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { Contract } from '../contracts/rows.ts'
import { isKept, isKeptVersion } from './kept-children.ts'
import { inOrderOfStart } from './make-segments.ts'
import { inOrderOfCreation } from './order-of-creation.ts'
import { recurringChildrenOf } from './recurring-children.ts'
import type { CatalogBalance } from './rows.ts'
import { eachItemOnce, lessKeptPrices } from './seat-prices.ts'
import { isSeatAdjustment } from './seat-adjustment.ts'

/**
 * Stored commits and credits together with the children of contracts' recurring ones, in order of creation. A child that
 * is stored stands for the one that is worked out: it was changed by itself, and grants what the other does except where its
 * own changes say otherwise. A stored child that its contract no longer makes, as its period starts after the contract's new
 * end, is left out, except for what was kept of it because finalized invoices drew on it or bill it (`endBalances`).
 * @param contracts all that the stored ones are of.
 */
export function withChildren(
  stored: readonly CatalogBalance[],
  contracts: readonly Contract[],
  at: Instant,
): CatalogBalance[] {
  const made = contracts.flatMap((contract) => recurringChildrenOf(contract, at))
  const others = stored.filter((balance) => balance.origin?.kind !== 'RECURRING')
  if (made.length === 0 && others.length === stored.length) return inOrderOfCreation(others)
  const storedById = new Map(stored.map((balance) => [balance.id, balance]))
  const contractById = new Map(contracts.map((contract) => [contract.id, contract]))
  const madeIds = new Set(made.map(({ id }) => id))
  const kept = stored.filter(
    (balance) => !madeIds.has(balance.id) && isKept(balance, contractById.get(balance.contractId ?? ''), at),
  )
  const children = lessKeptPrices(made, kept).map((child) => {
    const changed = storedById.get(child.id)
    return changed === undefined ? child : asOfNow(changed, child)
  })
  return inOrderOfCreation([...others, ...kept, ...eachItemOnce(children, kept)])
}

/** Whether a child is stored for what an earlier end left of it alone: no request changed it by itself. */
export function isChildAsMade({ origin, versions: [, ...changes] }: CatalogBalance): boolean {
  return origin?.kind === 'RECURRING' && changes.every(isKeptVersion)
}

/**
 * A stored child as it is now: what its own changes set or removed stays as they left it, and all else follows from its seats
 * and its recurring commit or credit as before (OpenAPI, editContract: update_recurring_commits).
 */
function asOfNow(stored: CatalogBalance, child: CatalogBalance): CatalogBalance {
  const { versions } = stored
  const terms = versions.findLast((version) => !isKeptVersion(version))?.terms ?? stored.terms
  const changed = { ...stored, terms }
  const isGiven = (field: 'rateType' | 'invoice') =>
    versions.some(({ change }) => change[field] !== undefined)
  const granted = [...ownSegments(changed, child), ...addedSegments(changed, child)]
  const segments = inOrderOfStart([...granted, ...keptSegments(stored, granted)])
  return {
    ...changed,
    terms: {
      ...terms,
      rateType: (isGiven('rateType') ? terms : child.terms).rateType,
      invoice: (isGiven('invoice') ? terms : child.terms).invoice,
      access: { ...terms.access, segments },
    },
  }
}

/** The segments of seats that join after an earlier end, which it left, and which no change has removed since. */
function keptSegments({ versions }: CatalogBalance, others: readonly AccessSegment[]): AccessSegment[] {
  const kept = versions.findLast(isKeptVersion)?.terms.access.segments ?? []
  const removedIds = versions.flatMap(({ change }) => change.access?.removedIds ?? [])
  const ids = new Set([...others.map(({ id }) => id), ...removedIds])
  return kept.filter(({ id }) => !ids.has(id))
}

/** The segments that it was granted since it was changed, which end when it does. */
function addedSegments(changed: CatalogBalance, child: CatalogBalance): AccessSegment[] {
  const known = new Set(
    changed.versions.flatMap(({ terms, change }) => [
      ...terms.access.segments.map(({ id }) => id),
      ...(change.access?.removedIds ?? []),
    ]),
  )
  const end = Math.max(...changed.terms.access.segments.map(({ endingBefore }) => endingBefore))
  return child.terms.access.segments
    .filter(({ id }) => !known.has(id))
    .map((segment) => ({ ...segment, endingBefore: Math.min(segment.endingBefore, end) }))
    .filter(({ startingAt, endingBefore }) => startingAt < endingBefore)
}

/** The segments that it has had since it was changed, each field of them as its own changes or else its seats have it. */
function ownSegments(changed: CatalogBalance, child: CatalogBalance): AccessSegment[] {
  const updates = changed.versions.flatMap(({ change }) => change.access?.updates ?? [])
  const workedOut = new Map(child.terms.access.segments.map((segment) => [segment.id, segment]))
  const segments = changed.terms.access.segments.flatMap((segment): AccessSegment[] => {
    const own = updates.filter(({ id }) => id === segment.id)
    const now = workedOut.get(segment.id)
    // An increase that goes may have been made up for by an earlier one since.
    if (now === undefined) return isSeatAdjustment(changed, segment.id) && own.length === 0 ? [] : [segment]
    const isGiven = (field: 'amount' | 'startingAt' | 'endingBefore') =>
      own.some((one) => one[field] !== null)
    return [
      {
        id: segment.id,
        amount: (isGiven('amount') ? segment : now).amount,
        startingAt: (isGiven('startingAt') ? segment : now).startingAt,
        endingBefore: (isGiven('endingBefore') ? segment : now).endingBefore,
      },
    ]
  })
  return segments.filter(({ startingAt, endingBefore }) => startingAt < endingBefore)
}
