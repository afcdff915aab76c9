import { z } from 'zod'
import { decimal, uuid, wireTimestamp } from './common.ts'

/** The ledgers of commits and credits, as responses show them. */

type Words = readonly [string, ...string[]]

const entry = { timestamp: wireTimestamp, amount: decimal }

const plainEntry = <const Types extends Words>(types: Types) =>
  z.strictObject({ type: z.enum(types), ...entry })

const segmentEntry = <const Types extends Words>(types: Types) =>
  z.strictObject({ type: z.enum(types), ...entry, segment_id: uuid })

const invoiceEntry = <const Types extends Words>(types: Types) =>
  z.strictObject({ type: z.enum(types), ...entry, segment_id: uuid, invoice_id: uuid, contract_id: uuid })

const rolloverEntry = <const Types extends Words>(types: Types) =>
  z.strictObject({ type: z.enum(types), ...entry, segment_id: uuid, new_contract_id: uuid })

const manualEntry = <const Types extends Words>(types: Types) =>
  z.strictObject({ type: z.enum(types), ...entry, reason: z.string() })

// Nothing makes a CREDITED entry: an invoice is voided as a whole, and what it drew is then CANCELED.
const prepaidEntries = [
  segmentEntry([
    'PREPAID_COMMIT_SEGMENT_START',
    'PREPAID_COMMIT_EXPIRATION',
    'PREPAID_COMMIT_SEAT_BASED_ADJUSTMENT',
  ]),
  invoiceEntry([
    'PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION',
    'PREPAID_COMMIT_CANCELED',
    'PREPAID_COMMIT_CREDITED',
  ]),
  rolloverEntry(['PREPAID_COMMIT_ROLLOVER']),
  manualEntry(['PREPAID_COMMIT_MANUAL']),
] as const

const postpaidEntries = [
  plainEntry(['POSTPAID_COMMIT_INITIAL_BALANCE', 'POSTPAID_COMMIT_EXPIRATION']),
  invoiceEntry(['POSTPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION']),
  rolloverEntry(['POSTPAID_COMMIT_ROLLOVER']),
  z.strictObject({
    type: z.enum(['POSTPAID_COMMIT_TRUEUP']),
    ...entry,
    invoice_id: uuid,
    contract_id: uuid,
  }),
  manualEntry(['POSTPAID_COMMIT_MANUAL']),
] as const

/** An entry in the ledger of a commit. */
export const commitLedgerEntry = z
  .discriminatedUnion('type', [...prepaidEntries, ...postpaidEntries])
  .meta({ id: 'CommitLedgerEntry' })

/** An entry in the ledger of a credit. */
export const creditLedgerEntry = z
  .discriminatedUnion('type', [
    segmentEntry(['CREDIT_SEGMENT_START', 'CREDIT_EXPIRATION', 'CREDIT_SEAT_BASED_ADJUSTMENT']),
    invoiceEntry(['CREDIT_AUTOMATED_INVOICE_DEDUCTION', 'CREDIT_CANCELED', 'CREDIT_CREDITED']),
    rolloverEntry(['CREDIT_ROLLOVER']),
    manualEntry(['CREDIT_MANUAL']),
  ])
  .meta({ id: 'CreditLedgerEntry' })

/** An entry in the ledger of the commit of a seat. */
export const seatCommitLedgerEntry = plainEntry([
  'PREPAID_COMMIT_SEGMENT_START',
  'PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION',
  'PREPAID_COMMIT_ROLLOVER',
  'PREPAID_COMMIT_EXPIRATION',
  'PREPAID_COMMIT_CANCELED',
  'PREPAID_COMMIT_CREDITED',
  'PREPAID_COMMIT_MANUAL',
  'PREPAID_COMMIT_SEAT_BASED_ADJUSTMENT',
]).meta({ id: 'SeatCommitLedgerEntry' })

/** An entry in the ledger of the credit of a seat. */
export const seatCreditLedgerEntry = plainEntry([
  'CREDIT_SEGMENT_START',
  'CREDIT_AUTOMATED_INVOICE_DEDUCTION',
  'CREDIT_EXPIRATION',
  'CREDIT_CANCELED',
  'CREDIT_CREDITED',
  'CREDIT_MANUAL',
  'CREDIT_SEAT_BASED_ADJUSTMENT',
  'CREDIT_ROLLOVER',
]).meta({ id: 'SeatCreditLedgerEntry' })
