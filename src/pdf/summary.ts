import { isCounted } from '../invoices/document/applied-lines.ts'
import type { Invoice, InvoiceLine } from '../invoices/invoice.ts'
import { type Decimal, sumOf } from '../kernel/decimal.ts'
import { DAY_MS } from '../kernel/instant.ts'
import { formatAmount, isShownExactly, unitLabel } from './format-amount.ts'
import { formatDate, formatPeriod } from './format-date.ts'

/** A name and what is said under it. */
export type Fact = readonly [label: string, value: string]

/** What a status asks the reader to know before anything else; null of a finalized invoice. */
export function statusNotice({ status }: Invoice): string | null {
  if (status === 'DRAFT')
    return 'DRAFT: this is not an invoice yet. Its amounts may change until it is final.'
  if (status === 'VOID') return 'VOID: this invoice was voided. Nothing is to be paid for it.'
  return null
}

/** What an invoice is called. */
export function invoiceTitle({ status }: Invoice): string {
  return status === 'DRAFT' ? 'Draft invoice' : 'Invoice'
}

/** The dates and numbers at its head. */
export function invoiceFacts(invoice: Invoice): Fact[] {
  const { id, status, issuedAt, period, contract, regeneratedFromId } = invoice
  const { netPaymentTermsDays: days } = contract
  const payerId = otherPayer(invoice)
  const words = { DRAFT: 'Draft', FINALIZED: 'Final', VOID: 'Void' } as const
  return [
    ['Invoice', id],
    ['Status', words[status]],
    [status === 'DRAFT' ? 'To be issued' : 'Issued', formatDate(issuedAt)],
    ...(period === null ? [] : [['Billing period', formatPeriod(period)] as const]),
    ...(days === null ? [] : [['Payment terms', paymentTerms(days)] as const]),
    ...(days === null || status === 'VOID' || isUnbillable(invoice)
      ? []
      : [['Due', formatDate(issuedAt + days * DAY_MS)] as const]),
    ['Contract', contract.id],
    ...(payerId === null ? [] : [['Paid under', payerId] as const]),
    ...(regeneratedFromId === null ? [] : [['Replaces invoice', regeneratedFromId] as const]),
  ]
}

/** The other contract that pays for it, on a consolidated invoice or by itself; null where none does. */
function otherPayer({ payer, contract }: Invoice): string | null {
  return payer === undefined || payer.contractId === contract.id ? null : payer.contractId
}

/** Whether it was imported to be shown alone. */
function isUnbillable({ imported }: Invoice): boolean {
  return imported?.billableStatus === 'unbillable'
}

/** Whether who it is made out to is to pay it. */
function isOwed(invoice: Invoice): boolean {
  return otherPayer(invoice) === null && !isUnbillable(invoice)
}

function paymentTerms(days: number): string {
  return days === 0 ? 'on receipt' : `net ${days} ${days === 1 ? 'day' : 'days'}`
}

/**
 * What the total comes of, in the invoice's currency, and the total itself as the last: charges, what commits and credits
 * take off, what custom units come to (semantics 34). Where the charges are all there is, the total says so alone.
 */
export function totalsOf(invoice: Invoice): Fact[] {
  const { currency, total, status } = invoice
  const own = invoice.lines.filter((line) => line.creditType.id === currency.id && isCounted(line))
  const totalOf = (types: readonly InvoiceLine['type'][]) =>
    sumOf(
      own.filter(({ type }) => types.includes(type)),
      (line) => line.total,
    )
  const has = (type: InvoiceLine['type']) => own.some((line) => line.type === type)
  const shown = (amount: Decimal) => formatAmount(amount, currency)
  const words = {
    DRAFT: 'Draft total',
    FINALIZED: isOwed(invoice) ? 'Total due' : 'Statement total',
    VOID: 'Voided total',
  } as const
  const parts: Fact[] = []
  if (has('applied_commit_or_credit')) {
    parts.push(['Commits and credits', shown(totalOf(['applied_commit_or_credit']))])
  }
  if (has('cpu_conversion')) parts.push(['Custom units', shown(totalOf(['cpu_conversion']))])
  const charges = totalOf(['usage', 'subscription', 'scheduled', 'commit_purchase'])
  return [
    ...(parts.length === 0 ? [] : [['Charges', shown(charges)] as const, ...parts]),
    [`${words[status]} (${unitLabel(currency)})`, shown(total)],
  ]
}

/** Whether any amount of the table is shown rounded, so that they may not add up to the total to the last digit. */
export function isRounded({ lines, total, currency }: Invoice): boolean {
  return (
    !isShownExactly(total, currency) || lines.some((line) => !isShownExactly(line.total, line.creditType))
  )
}
