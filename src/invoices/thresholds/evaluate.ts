import { listContractsOf } from '../../catalog/contracts/list.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { customerRevision } from '../../catalog/invoices/revision.ts'
import type { ThresholdKind } from '../../catalog/tables.ts'
import { isThresholdOpen } from '../../catalog/thresholds/is-open.ts'
import { openThresholdEvent } from '../../catalog/thresholds/open-event.ts'
import type { ThresholdEvent } from '../../catalog/thresholds/rows.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import {
  rechargeCharge,
  spendCharge,
  type ThresholdCharge,
} from '../../rating/thresholds/threshold-charge.ts'
import type { PrepaidThreshold } from '../../rating/thresholds/threshold.ts'
import type { UnpaidSpend } from '../../rating/thresholds/unpaid-spend.ts'
import { contractCurrency } from '../contract-currency.ts'
import type { InvoiceScope } from '../scope.ts'

/** What thresholds are held against, as it is now; asked anew for each. */
export interface ThresholdReadings {
  /** What the contract owes for the billing period that holds now and commits could pay (`payableSpend`), unit by unit. */
  unpaidSpend(contract: Contract): Promise<readonly UnpaidSpend[]>
  /**
   * What is left in a unit of the commits and credits that the contract can be drawn from, the customer's too, and those
   * of single seats not; without what is excluded (`countsTowardThreshold`). Never below 0.
   */
  prepaidBalance(
    contract: Contract,
    creditTypeId: string,
    exclusions: PrepaidThreshold['balanceExclusions'],
  ): Promise<Decimal>
}

const KINDS: readonly ThresholdKind[] = ['SPEND', 'PREPAID']

/**
 * Holds each of a customer's contracts against its thresholds, one after the other, so that a later one sees what an earlier
 * one has paid for, and bills those that are reached (reference section 6, Other).
 * @returns what was reached, in that order; what changed while it was read is left to the next time.
 * @throws Problem not_found where the customer does not exist.
 */
export async function evaluateThresholds(
  scope: InvoiceScope,
  customerId: string,
  read: ThresholdReadings,
): Promise<ThresholdEvent[]> {
  const contracts = await listContractsOf(scope, customerId, { includeArchived: false })
  const events: ThresholdEvent[] = []
  for (const contract of contracts) {
    for (const kind of KINDS) {
      const event = await evaluate(scope, contract, kind, read)
      if (event !== null) events.push(event)
    }
  }
  return events
}

/**
 * Whether any of a customer's thresholds is reached; nothing is billed.
 * @throws Problem not_found where the customer does not exist.
 */
export async function reachesThreshold(
  scope: InvoiceScope,
  customerId: string,
  read: ThresholdReadings,
): Promise<boolean> {
  for (const contract of await listContractsOf(scope, customerId, { includeArchived: false })) {
    for (const kind of KINDS) {
      if ((await chargeOf(scope, contract, kind, read)) !== null) return true
    }
  }
  return false
}

async function evaluate(
  scope: InvoiceScope,
  contract: Contract,
  kind: ThresholdKind,
  read: ThresholdReadings,
): Promise<ThresholdEvent | null> {
  const { customerId, id: contractId } = contract
  const revision = await customerRevision(scope.catalog, customerId)
  const charge = await chargeOf(scope, contract, kind, read)
  if (charge === null) return null
  return openThresholdEvent(scope, { customerId, contractId }, { kind, ...charge, revision })
}

/** What a threshold charges now; null where it is not open or not reached. */
async function chargeOf(
  scope: InvoiceScope,
  contract: Contract,
  kind: ThresholdKind,
  read: ThresholdReadings,
): Promise<ThresholdCharge | null> {
  if (!(await isThresholdOpen(scope.catalog, contract, kind, scope.clock.now()))) return null
  return kind === 'SPEND' ? chargeOfSpend(contract, read) : chargeOfBalance(scope, contract, read)
}

async function chargeOfSpend(contract: Contract, read: ThresholdReadings): Promise<ThresholdCharge | null> {
  const { spendThreshold } = contract.terms
  return spendThreshold === null ? null : spendCharge(spendThreshold, await read.unpaidSpend(contract))
}

async function chargeOfBalance(
  scope: InvoiceScope,
  contract: Contract,
  read: ThresholdReadings,
): Promise<ThresholdCharge | null> {
  const { prepaidThreshold } = contract.terms
  if (prepaidThreshold === null) return null
  const creditTypeId = prepaidThreshold.creditTypeId ?? (await contractCurrency(scope, contract)).id
  const balance = await read.prepaidBalance(contract, creditTypeId, prepaidThreshold.balanceExclusions)
  return rechargeCharge(prepaidThreshold, balance)
}
