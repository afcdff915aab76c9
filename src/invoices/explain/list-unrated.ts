import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { ZERO } from '../../kernel/decimal.ts'
import { groupValuesText } from '../../rating/group-values.ts'
import type { InvoiceScope } from '../scope.ts'
import { findWithBasis, type InvoiceWithBasis } from './find-with-basis.ts'
import type { UnratedUsage } from '../document/usage-basis.ts'

const PAGE_LENGTH = 100

/**
 * Lists usage of an invoice's contract and period that is not billed because its pricing group values match no rate
 * (semantics 29): of a finalized one as it was counted, of a draft as it is now; of a consolidated one that of its statements,
 * added up. By product, metric and values.
 * @throws Problem not_found, or invalid on a cursor of another list.
 */
export async function listUnrated(
  scope: InvoiceScope,
  id: string,
  customerId: string | undefined,
  cursor: string | undefined,
): Promise<{ usage: UnratedUsage[]; nextCursor: string | null }> {
  const after = cursor === undefined ? null : decodeCursor(cursor, isPosition)
  const listed = unratedOf(await findWithBasis(scope, id, customerId))
    .map((usage) => ({ usage, position: positionOf(usage) }))
    .sort((a, b) => compare(a.position, b.position))
    .filter(({ position }) => after === null || compare(position, after) > 0)
  const shown = listed.slice(0, PAGE_LENGTH)
  const last = shown.at(-1)
  const hasMore = listed.length > shown.length && last !== undefined
  return {
    usage: shown.map(({ usage }) => usage),
    nextCursor: hasMore ? encodeCursor(last.position) : null,
  }
}

function unratedOf({ invoice, basis, statements }: InvoiceWithBasis): readonly UnratedUsage[] {
  if (invoice.constituents === undefined) return basis?.unrated ?? []
  const found = new Map<string, UnratedUsage>()
  for (const statement of statements) {
    for (const usage of unratedOf(statement)) {
      const key = JSON.stringify(positionOf(usage))
      const quantity = usage.quantity.plus(found.get(key)?.quantity ?? ZERO)
      found.set(key, { ...usage, quantity })
    }
  }
  return [...found.values()]
}

type Position = readonly [productId: string, metricId: string, values: string]

function positionOf({ productId, metricId, pricingGroupValues }: UnratedUsage): Position {
  return [productId, metricId, groupValuesText(pricingGroupValues)]
}

function compare(a: Position, b: Position): number {
  const place = a.findIndex((text, index) => text !== b[index])
  if (place === -1) return 0
  return (a[place] ?? '') < (b[place] ?? '') ? -1 : 1
}

function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.length === 3 && value.every((text) => typeof text === 'string')
}
