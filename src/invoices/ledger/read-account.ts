import { inOrderOfCreation } from '../../catalog/balances/order-of-creation.ts'
import type { CustomerAccount, Movement } from '../balances/account.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { InvoiceHead } from '../invoice.ts'
import { readUnchanged } from '../reading/read-unchanged.ts'
import { readsOf } from '../reads.ts'
import { drawingCustomers } from '../balances/related-contracts.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Reads all that is known of a customer's commits and credits now: what finalized invoices did, and what the drafts do of
 * the periods that have begun and of the dates that have come; those of children with whom they are shared, too. A draft
 * that becomes final meanwhile counts once.
 * @throws Problem not_found; or where the warehouse fails, as drafts are computed.
 */
export function readAccount(scope: InvoiceScope, customerId: string): Promise<CustomerAccount> {
  return readUnchanged(scope, customerId, (one) => readOnce(one, customerId))
}

async function readOnce(scope: InvoiceScope, customerId: string): Promise<CustomerAccount> {
  const at = scope.clock.now()
  const reads = readsOf(scope)
  const ids = await drawingCustomers(scope, [customerId])
  const heads = await Promise.all(ids.map((id) => draftHeads(scope, id)))
  const hasBegun = ({ period, agreedAt, consolidation }: InvoiceHead) =>
    (period?.from ?? agreedAt) <= at && consolidation === null
  const { drafts, book } = await computeDrafts(scope, ids, heads.flat(), hasBegun)
  const found = await reads.balancesOf(customerId, at, { includeArchived: true })
  const foundIds = new Set(found.map(({ id }) => id))
  const rolledOver = [...book.balances.values()]
    .map(({ balance }) => balance)
    .filter(({ id, origin }) => origin?.kind === 'ROLLOVER' && !foundIds.has(id))
  const isOwn = (one: { customerId: string }) => one.customerId === customerId
  const balances = inOrderOfCreation([...found, ...rolledOver.filter(isOwn)])
  return {
    at,
    balances,
    movements: [
      ...(await storedMovements(scope, customerId)),
      ...drafts.flatMap(({ movements }) => movements).filter(isOwn),
    ],
    manualEntries: await reads.manualEntriesOf(customerId),
    rollovers: book.rollovers,
    contractEnds: await reads.contractEndsOf(customerId),
  }
}

async function storedMovements(scope: InvoiceScope, customerId: string): Promise<Movement[]> {
  return (await readsOf(scope).ledgerEntriesOf(customerId)).map((entry) => {
    const { type, balanceId, segmentId, amount, effectiveAt: at, invoiceId, contractId } = entry
    return { type, customerId, balanceId, segmentId, amount, at, invoiceId, contractId, isDraft: false }
  })
}
