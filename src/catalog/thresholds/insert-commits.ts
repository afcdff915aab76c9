import { Decimal } from '../../kernel/decimal.ts'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { THRESHOLD_PRIORITY } from '../../rating/thresholds/threshold.ts'
import { insertBalance } from '../balances/insert.ts'
import { NO_CHILD_ACCESS, type BalanceTerms } from '../balances/terms.ts'
import type { Contract } from '../contracts/rows.ts'
import type { Catalog } from '../database.ts'
import { grantedCommits, type GrantedCommit } from './granted-commits.ts'
import type { ThresholdEvent } from './rows.ts'
import type { ThresholdAccess } from './threshold-access.ts'

const ONE = new Decimal(1)

type Billed = Pick<ThresholdEvent, 'kind' | 'amount' | 'payable' | 'grants' | 'creditTypeId' | 'commit'>

/**
 * Stores the PREPAID commits that a threshold is paid with, within the caller's transaction: drawn from now on, and billed
 * now, all on one invoice.
 * @returns the id of the first, and the date of the bill.
 */
export async function insertThresholdCommits(
  transaction: Catalog,
  contract: Pick<Contract, 'id' | 'customerId'>,
  event: Billed,
  { access, now }: { access: ThresholdAccess; now: Instant },
): Promise<{ balanceId: string; invoiceAt: Instant }> {
  const balanceId = newId()
  const commits = grantedCommits({ ...event, balanceId })
  if (commits.length === 0) throw new Error(`a threshold of contract ${contract.id} is reached by nothing`)
  const invoiceAt = await freeDate(transaction, contract.id, now)
  for (const one of commits) {
    await insertCommit(transaction, contract, event, one, { access, invoiceAt, now })
  }
  return { balanceId, invoiceAt }
}

async function insertCommit(
  transaction: Catalog,
  contract: Pick<Contract, 'id' | 'customerId'>,
  { kind, creditTypeId: paidIn, commit }: Billed,
  { balanceId, creditTypeId, amount, payable }: GrantedCommit,
  { access, invoiceAt, now }: { access: ThresholdAccess; invoiceAt: Instant; now: Instant },
): Promise<void> {
  if (balanceId === null) throw new Error(`a commit of contract ${contract.id} has no id`)
  const item = { id: newId(), timestamp: invoiceAt, amount: payable, unitPrice: payable, quantity: ONE }
  const terms: BalanceTerms = {
    ...commit,
    priority: commit.priority ?? new Decimal(THRESHOLD_PRIORITY),
    rateType: 'LIST_RATE',
    access: { creditTypeId, segments: [{ id: newId(), amount, ...access }] },
    invoice: { creditTypeId: paidIn, items: [item], doNotInvoice: false },
    invoiceContractId: null,
    isTrueupDisabled: false,
    rolloverFraction: null,
    applicableContractIds: null,
    childAccess: NO_CHILD_ACCESS,
    netsuiteSalesOrderId: null,
    salesforceOpportunityId: null,
    customFields: {},
  }
  await insertBalance(
    transaction,
    { id: balanceId, type: 'PREPAID', terms },
    {
      customerId: contract.customerId,
      contractId: contract.id,
      origin: { kind: 'THRESHOLD', of: kind },
      uniquenessKey: null,
      contractVersionId: null,
      createdAt: now,
    },
  )
}

/**
 * The latest instant up to now at which the contract has no invoice and no other threshold's bill: a bill on the date of
 * an invoice that is final would never be made, and a sandbox's clock may stand.
 */
async function freeDate(transaction: Catalog, contractId: string, now: Instant): Promise<Instant> {
  const invoices = await transaction
    .selectFrom('invoices')
    .select('issued_at as at')
    .where('contract_id', '=', contractId)
    .where('issued_at', '<=', now)
    .execute()
  const events = await transaction
    .selectFrom('threshold_events')
    .select('invoice_at as at')
    .where('contract_id', '=', contractId)
    .where('invoice_at', '<=', now)
    .execute()
  const taken = new Set([...invoices, ...events].map(({ at }) => at))
  let date = now
  while (taken.has(date)) date -= 1
  return date
}
