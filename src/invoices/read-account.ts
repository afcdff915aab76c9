import { findManualLedgerEntriesOf } from '../catalog/balances/add-ledger-entry.ts'
import { findAllBalances } from '../catalog/balances/find-all.ts'
import { inOrderOfCreation } from '../catalog/balances/order-of-creation.ts'
import { findInvoices } from '../catalog/invoices/find.ts'
import { findLedgerEntries } from '../catalog/invoices/find-ledger-entries.ts'
import { listContractsOf } from '../catalog/contracts/list.ts'
import type { Instant } from '../kernel/instant.ts'
import type { CustomerAccount, Movement } from './account.ts'
import { computeDrafts } from './compute-drafts.ts'
import { draftHeads } from './draft-heads.ts'
import type { InvoiceHead } from './invoice.ts'
import type { InvoiceScope } from './scope.ts'

/**
 * Reads all that is known of a customer's commits and credits now: what finalized invoices did, and what the drafts do of
 * the periods that have begun and of the dates that have come.
 * @throws Problem not_found; or where the warehouse fails, as drafts are computed.
 */
export async function readAccount(scope: InvoiceScope, customerId: string): Promise<CustomerAccount> {
  const at = scope.clock.now()
  const heads = await draftHeads(scope, customerId)
  const hasBegun = ({ period, agreedAt }: InvoiceHead) => (period?.from ?? agreedAt) <= at
  const { drafts, book } = await computeDrafts(scope, customerId, heads, hasBegun)
  const found = await findAllBalances(scope, customerId, at, { includeArchived: true })
  const ids = new Set(found.map(({ id }) => id))
  const rolledOver = [...book.balances.values()]
    .map(({ balance }) => balance)
    .filter(({ id, origin }) => origin?.kind === 'ROLLOVER' && !ids.has(id))
  const balances = inOrderOfCreation([...found, ...rolledOver])
  return {
    at,
    balances,
    movements: [
      ...(await storedMovements(scope, customerId)),
      ...drafts.flatMap(({ movements }) => movements),
    ],
    manualEntries: await findManualLedgerEntriesOf(scope, [customerId]),
    rollovers: book.rollovers,
    contractsArchivedAt: await archivedContracts(scope, customerId),
  }
}

async function storedMovements(scope: InvoiceScope, customerId: string): Promise<Movement[]> {
  const contractOf = new Map(
    (await findInvoices(scope, customerId)).map(({ id, contractId }) => [id, contractId]),
  )
  return (await findLedgerEntries(scope, [customerId])).map((entry) => {
    const contractId = contractOf.get(entry.invoiceId)
    if (contractId === undefined) throw new Error(`there is no invoice ${entry.invoiceId}`)
    const { type, balanceId, segmentId, amount, effectiveAt: at, invoiceId } = entry
    return { type, balanceId, segmentId, amount, at, invoiceId, contractId, isDraft: false }
  })
}

async function archivedContracts(scope: InvoiceScope, customerId: string): Promise<Map<string, Instant>> {
  const contracts = await listContractsOf(scope, customerId, { includeArchived: true })
  return new Map(
    contracts.flatMap(({ id, archivedAt }) => (archivedAt === null ? [] : [[id, archivedAt] as const])),
  )
}
