import { newId } from '../../kernel/ids.ts'
import type { ThresholdCharge } from '../../rating/thresholds/threshold-charge.ts'
import { findUnitsOf } from '../contracts/contract-book.ts'
import { getContract, type ContractRef } from '../contracts/get.ts'
import type { ContractTerms } from '../contracts/terms.ts'
import type { Catalog } from '../database.ts'
import { customerRevision } from '../invoices/revision.ts'
import type { CatalogScope } from '../scope.ts'
import type { ThresholdKind } from '../tables.ts'
import { insertThresholdCommits } from './insert-commits.ts'
import { isThresholdOpen } from './is-open.ts'
import { fromThresholdEventRow, toThresholdEventRow, type ThresholdEvent } from './rows.ts'
import { thresholdAccess } from './threshold-access.ts'
import { thresholdOf } from './threshold-of.ts'

/** A threshold that was found to be reached. */
export interface ReachedThreshold extends ThresholdCharge {
  kind: ThresholdKind
  /** `customerRevision` from before what was spent, or was left, was read. */
  revision: string
}

/**
 * Notes that a contract's threshold is reached. Without a payment gate its commits are there at once; with an EXTERNAL one
 * the payment is waited for (reference section 6, Other).
 * @returns the event; null where the threshold is not open any more, or what it was held against has changed since it
 * was read, so that it has to be read anew: of two who read it at once, one bills it.
 * @throws Problem not_found
 */
export async function openThresholdEvent(
  { catalog, clock }: CatalogScope,
  ref: ContractRef,
  { kind, revision, ...charge }: ReachedThreshold,
): Promise<ThresholdEvent | null> {
  const now = clock.now()
  return catalog.transaction().execute(async (transaction) => {
    const contract = await getContract({ catalog: transaction }, ref)
    const threshold = thresholdOf(contract.terms, kind)
    if (threshold === null || !(await isThresholdOpen(transaction, contract, kind, now))) return null
    if ((await customerRevision(transaction, contract.customerId)) !== revision) return null
    const { commit, paymentGate } = threshold
    const id = newId()
    const creditTypeId = await creditTypeIdOf(transaction, contract.terms, kind)
    const event = { id, contractId: contract.id, kind, ...charge, creditTypeId, commit, createdAt: now }
    if (paymentGate.type === 'EXTERNAL') {
      const waits = {
        status: 'PENDING',
        workflowId: newId(),
        balanceId: null,
        invoiceAt: null,
        settledAt: null,
      } as const
      return insertEvent(transaction, { ...event, ...waits })
    }
    const access = thresholdAccess(contract.terms, event, now)
    if (access === null)
      throw new Error(`contract ${contract.id} is in force, and a commit of it has no time`)
    const billed = await insertThresholdCommits(transaction, contract, event, { access, now })
    return insertEvent(transaction, { ...event, ...billed, status: 'PAID', workflowId: null, settledAt: now })
  })
}

async function creditTypeIdOf(catalog: Catalog, terms: ContractTerms, kind: ThresholdKind): Promise<string> {
  const creditTypeId = kind === 'SPEND' ? null : (terms.prepaidThreshold?.creditTypeId ?? null)
  return creditTypeId ?? (await findUnitsOf(catalog, terms.rateCardId)).currency.id
}

async function insertEvent(catalog: Catalog, event: Omit<ThresholdEvent, 'seq'>): Promise<ThresholdEvent> {
  const row = await catalog
    .insertInto('threshold_events')
    .values(toThresholdEventRow(event))
    .returningAll()
    .executeTakeFirstOrThrow()
  return fromThresholdEventRow(row)
}
