import { conflict, invalid, notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { addContractVersion } from '../contracts/add-version.ts'
import { getContractById } from '../contracts/get.ts'
import type { Contract } from '../contracts/rows.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { insertThresholdCommits } from './insert-commits.ts'
import { fromThresholdEventRow, type ThresholdEvent } from './rows.ts'
import { thresholdAccess } from './threshold-access.ts'
import { thresholdOf } from './threshold-of.ts'

/**
 * Settles the payment that a threshold waits for: paid, its commits are there from now on; failed, the threshold is disabled
 * and not tried again until it is enabled (OpenAPI, releaseExternalPaymentGateThresholdCommit; reference section 6, Other).
 * @throws Problem not_found where no payment has this id, conflict where it is settled already, invalid where it is paid
 * and the contract is archived or ends before they could be drawn.
 */
export async function releaseThreshold(
  { catalog, clock }: CatalogScope,
  workflowId: string,
  outcome: 'PAID' | 'FAILED',
): Promise<void> {
  const now = clock.now()
  await catalog.transaction().execute(async (transaction) => {
    const event = await findEvent(transaction, workflowId)
    if (event.status !== 'PENDING') {
      throw conflict(`workflow_id: the payment ${workflowId} is settled already: ${event.status}`)
    }
    const contract = await getContractById({ catalog: transaction }, event.contractId)
    const billed =
      outcome === 'PAID'
        ? await payFor(transaction, contract, event, now)
        : { balanceId: null, invoiceAt: null }
    if (outcome === 'FAILED') await disableThreshold(transaction, contract, event, now)
    await transaction
      .updateTable('threshold_events')
      .set({ status: outcome, balance_id: billed.balanceId, invoice_at: billed.invoiceAt, settled_at: now })
      .where('id', '=', event.id)
      .execute()
  })
}

async function findEvent(catalog: Catalog, workflowId: string): Promise<ThresholdEvent> {
  const row = await catalog
    .selectFrom('threshold_events')
    .selectAll()
    .where('workflow_id', '=', workflowId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('workflow_id: payment', workflowId)
  return fromThresholdEventRow(row)
}

async function payFor(transaction: Catalog, contract: Contract, event: ThresholdEvent, now: Instant) {
  if (contract.archivedAt !== null) throw invalid(`workflow_id: contract ${contract.id} is archived`)
  const access = thresholdAccess(contract.terms, event, now)
  if (access === null) {
    throw invalid(`workflow_id: contract ${contract.id} ends before the threshold was reached`)
  }
  return insertThresholdCommits(transaction, contract, event, { access, now })
}

/** A version of the contract, as if an edit had done it; none where there is nothing to disable. */
async function disableThreshold(
  transaction: Catalog,
  contract: Contract,
  { kind }: ThresholdEvent,
  createdAt: Instant,
): Promise<void> {
  const { terms } = contract
  const threshold = thresholdOf(terms, kind)
  if (threshold?.isEnabled !== true || contract.archivedAt !== null) return
  const isEnabled = false
  const { spendThreshold, prepaidThreshold } = terms
  await addContractVersion(transaction, contract, {
    kind: 'EDIT',
    change:
      kind === 'SPEND' ? { spendThresholdUpdate: { isEnabled } } : { prepaidThresholdUpdate: { isEnabled } },
    terms: {
      ...terms,
      spendThreshold:
        kind === 'SPEND' && spendThreshold !== null ? { ...spendThreshold, isEnabled } : spendThreshold,
      prepaidThreshold:
        kind === 'PREPAID' && prepaidThreshold !== null
          ? { ...prepaidThreshold, isEnabled }
          : prepaidThreshold,
    },
    createdAt,
  })
}
