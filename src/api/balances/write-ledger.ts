import type { z } from 'zod'
import type * as wire from '../../../schemas/ledger.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { CustomerAccount } from '../../invoices/balances/account.ts'
import type { LedgerEntry } from '../../invoices/ledger/ledger-entry.ts'
import { ledgerOf } from '../../invoices/ledger/ledger-of.ts'
import { formatInstant } from '../../kernel/instant.ts'

/** The ledger of a commit, in order of time. */
export function writeCommitLedger(
  account: CustomerAccount,
  balance: CatalogBalance,
): z.output<typeof wire.commitLedgerEntry>[] {
  return ledgerOf(account, balance).map((entry) =>
    balance.type === 'POSTPAID' ? writePostpaidEntry(entry) : writeEntry('PREPAID_COMMIT', entry),
  )
}

/** The ledger of a credit, in order of time. */
export function writeCreditLedger(
  account: CustomerAccount,
  balance: CatalogBalance,
): z.output<typeof wire.creditLedgerEntry>[] {
  return ledgerOf(account, balance).map((entry) => writeEntry('CREDIT', entry))
}

/** The ledger of a seat's commit: without what its entries refer to. */
export function writeSeatCommitLedger(
  account: CustomerAccount,
  balance: CatalogBalance,
): z.output<typeof wire.seatCommitLedgerEntry>[] {
  return ledgerOf(account, balance).map((entry) => {
    const { type, timestamp, amount } = writeEntry('PREPAID_COMMIT', entry)
    return { type, timestamp, amount }
  })
}

/** The ledger of a seat's credit: without what its entries refer to. */
export function writeSeatCreditLedger(
  account: CustomerAccount,
  balance: CatalogBalance,
): z.output<typeof wire.seatCreditLedgerEntry>[] {
  return writeCreditLedger(account, balance).map(({ type, timestamp, amount }) => ({
    type,
    timestamp,
    amount,
  }))
}

function writeEntry<Prefix extends 'PREPAID_COMMIT' | 'CREDIT'>(prefix: Prefix, entry: LedgerEntry) {
  const written = writeAmount(entry)
  const onSegment = { ...written, segment_id: entry.segmentId }
  switch (entry.kind) {
    case 'SEGMENT_START':
    case 'SEAT_BASED_ADJUSTMENT':
    case 'EXPIRATION':
      return { ...onSegment, type: `${prefix}_${entry.kind}` as const }
    case 'AUTOMATED_INVOICE_DEDUCTION':
    case 'CANCELED':
      return { ...onSegment, ...writeInvoice(entry), type: `${prefix}_${entry.kind}` as const }
    case 'ROLLOVER':
      return {
        ...onSegment,
        type: `${prefix}_${entry.kind}` as const,
        new_contract_id: entry.newContractId,
      }
    case 'MANUAL':
      return { ...written, type: `${prefix}_${entry.kind}` as const, reason: entry.reason }
    case 'INITIAL_BALANCE':
    case 'TRUEUP':
      throw new Error(`${entry.kind} is of POSTPAID commits alone`)
  }
}

function writePostpaidEntry(entry: LedgerEntry): z.output<typeof wire.commitLedgerEntry> {
  const written = writeAmount(entry)
  const onSegment = { ...written, segment_id: entry.segmentId }
  switch (entry.kind) {
    case 'INITIAL_BALANCE':
    case 'EXPIRATION':
      return { ...written, type: `POSTPAID_COMMIT_${entry.kind}` }
    case 'AUTOMATED_INVOICE_DEDUCTION':
      return { ...onSegment, ...writeInvoice(entry), type: `POSTPAID_COMMIT_${entry.kind}` }
    case 'TRUEUP':
      return { ...written, ...writeInvoice(entry), type: `POSTPAID_COMMIT_${entry.kind}` }
    case 'ROLLOVER':
      return {
        ...onSegment,
        type: `POSTPAID_COMMIT_${entry.kind}`,
        new_contract_id: entry.newContractId,
      }
    case 'MANUAL':
      return { ...written, type: `POSTPAID_COMMIT_${entry.kind}`, reason: entry.reason }
    case 'SEGMENT_START':
    case 'SEAT_BASED_ADJUSTMENT':
    case 'CANCELED':
      throw new Error(`no POSTPAID commit has a ${entry.kind}`)
  }
}

function writeAmount({ at, amount }: LedgerEntry) {
  return { timestamp: formatInstant(at), amount }
}

function writeInvoice({ invoiceId, contractId }: { invoiceId: string; contractId: string }) {
  return { invoice_id: invoiceId, contract_id: contractId }
}
