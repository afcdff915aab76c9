import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { findAllBalances } from '../balances/find-all.ts'
import { findCarriedDraws } from '../balances/keep-carried.ts'
import { voidInvoicesOf } from '../invoices/void.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { getContract, type ContractRef } from './get.ts'
import { requireNoActiveChildren } from './require-no-active-children.ts'
import type { Contract } from './rows.ts'

/**
 * Archives a contract, for good (OpenAPI, archiveContract). Its uniqueness key stays used.
 * @param voidsInvoices whether its finalized invoices are voided as well.
 * @throws Problem not_found; invalid where it is archived already, has children that are not, or where finalized invoices of
 * its renewal drew on what was carried over from it, or its own, unless voided, on what was carried over to it.
 */
export async function archiveContract(
  scope: CatalogScope,
  ref: ContractRef,
  voidsInvoices = false,
): Promise<void> {
  const now = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const contract = await getContract({ catalog: transaction }, ref)
    if (contract.archivedAt !== null)
      throw invalid(`contract_id: contract ${contract.id} is archived already`)
    await requireNoActiveChildren(transaction, [contract.id], { field: 'contract_id', now })
    await requireNoneCarriedDrawn(transaction, contract, now)
    await transaction
      .updateTable('contracts')
      .set({ archived_at: now })
      .where('id', '=', contract.id)
      .execute()
    if (voidsInvoices) await voidInvoicesOf(transaction, contract.id, now)
    await requireNothingDrawnOfCarried(transaction, contract, now)
  })
}

/** What was carried over from a contract goes with it, and is not taken from under invoices that drew on it. */
async function requireNoneCarriedDrawn(
  transaction: Catalog,
  { id, customerId }: Contract,
  now: Instant,
): Promise<void> {
  const all = await findAllBalances({ catalog: transaction }, customerId, now, { includeArchived: true })
  for (const balance of all.filter(({ contractId }) => contractId === id)) {
    const [draw] = await findCarriedDraws(transaction, balance)
    if (draw === undefined) continue
    throw invalid(
      `contract_id: finalized invoice ${draw.invoiceId} drew on what contract ${id} left to its renewal; void it first`,
    )
  }
}

/** What its invoices drew of what was carried over to it would be there to draw again once it is archived. */
async function requireNothingDrawnOfCarried(
  transaction: Catalog,
  { id, customerId, renewedFromId }: Contract,
  now: Instant,
): Promise<void> {
  if (renewedFromId === null) return
  const all = await findAllBalances({ catalog: transaction }, customerId, now, { includeArchived: true })
  for (const balance of all.filter(({ contractId }) => contractId === renewedFromId)) {
    const draw = (await findCarriedDraws(transaction, balance)).find(({ renewal }) => renewal.id === id)
    if (draw === undefined) continue
    throw invalid(
      `contract_id: finalized invoice ${draw.invoiceId} drew on what contract ${renewedFromId} left to this one; void it first`,
    )
  }
}
