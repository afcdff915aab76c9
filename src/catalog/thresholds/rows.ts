import type { Insertable, Selectable } from 'kysely'
import { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { ThresholdCharge } from '../../rating/thresholds/threshold-charge.ts'
import type { ThresholdCommit } from '../../rating/thresholds/threshold.ts'
import { readStored, writeStored } from '../stored-json.ts'
import type { CatalogTables, ThresholdKind, ThresholdStatus } from '../tables.ts'

/** A contract's threshold that was reached, and what became of the payment. */
export interface ThresholdEvent extends ThresholdCharge {
  seq: number
  id: string
  contractId: string
  kind: ThresholdKind
  status: ThresholdStatus
  /** What the payment is settled by; null where none was waited for. */
  workflowId: string | null
  /** The unit of `amount` and `payable`. */
  creditTypeId: string
  /** What the threshold said of its commit then. */
  commit: ThresholdCommit
  /** The commit that was paid for, of several the first, and the date of the bill; null where it was not. */
  balanceId: string | null
  invoiceAt: Instant | null
  createdAt: Instant
  settledAt: Instant | null
}

/** A recharge has no grants, nor has a spend that was stored before spends counted custom units. */
type StoredCommit = ThresholdCommit & Pick<ThresholdCharge, 'grants'>

/** Reads a threshold that was reached from its row. */
export function fromThresholdEventRow(row: Selectable<CatalogTables['threshold_events']>): ThresholdEvent {
  const { grants, ...commit } = readStored(row.commit_terms) as StoredCommit
  return {
    seq: row.seq,
    id: row.id,
    contractId: row.contract_id,
    kind: row.kind,
    status: row.status,
    workflowId: row.workflow_id,
    creditTypeId: row.credit_type_id,
    amount: new Decimal(row.amount),
    payable: new Decimal(row.payable),
    ...(grants === undefined ? {} : { grants }),
    commit,
    balanceId: row.balance_id,
    invoiceAt: row.invoice_at,
    createdAt: row.created_at,
    settledAt: row.settled_at,
  }
}

/** Writes a threshold that was reached as its row. */
export function toThresholdEventRow(
  event: Omit<ThresholdEvent, 'seq'>,
): Insertable<CatalogTables['threshold_events']> {
  return {
    id: event.id,
    contract_id: event.contractId,
    kind: event.kind,
    status: event.status,
    workflow_id: event.workflowId,
    credit_type_id: event.creditTypeId,
    amount: event.amount.toFixed(),
    payable: event.payable.toFixed(),
    commit_terms: writeStored({ ...event.commit, grants: event.grants }),
    balance_id: event.balanceId,
    invoice_at: event.invoiceAt,
    created_at: event.createdAt,
    settled_at: event.settledAt,
  }
}
