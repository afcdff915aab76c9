import type { ConstituentInvoice, Invoice, InvoiceLine } from '../invoices/invoice.ts'
import { sumOf } from '../kernel/decimal.ts'
import { isolated } from './direction.ts'
import { formatAmount, formatFraction, formatQuantity, formatUnitPrice } from './format-amount.ts'
import { isOfSpend, lineDetails } from './line-details.ts'

/** A row of the table of charges; what is empty is not shown. */
export interface Row {
  /** A product with several lines below it, one of these lines, or a line by itself. */
  kind: 'product' | 'part' | 'line'
  description: string
  /** What is shown in small letters below. */
  details: string
  quantity: string
  unitPrice: string
  amount: string
}

/** Rows under one title. */
export interface Section {
  /** Null for the charges, which come first, unless they are one of several customers'. */
  title: string | null
  rows: readonly Row[]
}

const APART = ' · '

/**
 * What an invoice's table shows: the charges by product, what commits and credits take off, what postpaid commits cover,
 * which is paid all the same (semantics 34), and what custom units come to. What a consolidated invoice puts together is
 * under the name of each customer, and of the contract where there are several of one.
 */
export function sectionsOf(invoice: Invoice): Section[] {
  const { constituents, lines } = invoice
  if (constituents === undefined) return sectionsOfLines(lines, invoice)
  const sections = partiesOf(constituents).flatMap(({ contractId, name }) => {
    const own = lines.filter(({ origin }) => origin?.contractId === contractId)
    return sectionsOfLines(own, invoice).map(({ title, rows }) => ({
      title: title === null ? name : `${name}${APART}${title}`,
      rows,
    }))
  })
  const shown = sections.filter(({ rows }) => rows.length > 0)
  return shown.length === 0 ? [{ title: null, rows: [] }] : shown
}

/** The contracts whose statements are put together, in order, by what their lines are under. */
function partiesOf(constituents: readonly ConstituentInvoice[]): { contractId: string; name: string }[] {
  const contracts = new Map(constituents.map((one) => [one.contractId, one]))
  const byCustomer = Map.groupBy(contracts.values(), ({ customerId }) => customerId)
  return [...contracts.values()].map(({ contractId, customerId, customerName }) => {
    const isOnly = byCustomer.get(customerId)?.length === 1
    return {
      contractId,
      name: isOnly ? isolated(customerName) : `${isolated(customerName)}${APART}Contract ${contractId}`,
    }
  })
}

function sectionsOfLines(lines: readonly InvoiceLine[], invoice: Invoice): Section[] {
  const charges = lines.filter(({ type }) => type !== 'applied_commit_or_credit' && type !== 'cpu_conversion')
  const applied = lines.filter(({ type }) => type === 'applied_commit_or_credit')
  const isPostpaid = ({ commit }: InvoiceLine) => commit?.type === 'POSTPAID'
  const sections: Section[] = [
    { title: null, rows: chargeRows(charges, invoice) },
    {
      title: 'Commits and credits applied',
      rows: applied.filter((line) => !isPostpaid(line)).map(appliedRow),
    },
    {
      title: 'Counted towards postpaid commits (for information; payable, not subtracted)',
      rows: applied.filter(isPostpaid).map((line) => appliedRow({ ...line, total: line.total.negated() })),
    },
    {
      title: 'Conversion of custom units',
      rows: lines
        .filter(({ type }) => type === 'cpu_conversion')
        .map((line) => lineRow(line, 'line', line.name, '')),
    },
  ]
  return sections.filter(({ title, rows }) => title === null || rows.length > 0)
}

function chargeRows(charges: readonly InvoiceLine[], invoice: Invoice): Row[] {
  const byProduct = Map.groupBy(charges, ({ product, name }) => JSON.stringify([product?.id, name]))
  return [...byProduct.values()].flatMap((own) => productRows(own, invoice))
}

function productRows(own: readonly InvoiceLine[], invoice: Invoice): Row[] {
  const [first] = own
  if (first === undefined) return []
  if (own.length === 1) return [lineRow(first, 'line', first.name, lineDetails(first, invoice).join(APART))]
  const isOfOneUnit = own.every(({ creditType }) => creditType.id === first.creditType.id)
  const subtotal = sumOf(own, ({ total }) => total)
  const isAnyCovered = own.some(({ commit }) => commit !== null)
  return [
    {
      kind: 'product',
      description: first.name,
      details: '',
      quantity: '',
      unitPrice: '',
      amount: isOfOneUnit ? formatAmount(subtotal, first.creditType) : '',
    },
    ...own.map((line) => {
      const details = lineDetails(line, invoice)
      const uncovered = isAnyCovered && line.commit === null ? ['not covered'] : []
      return lineRow(line, 'part', [...details, ...uncovered].join(APART) || line.name, '')
    }),
  ]
}

function lineRow(line: InvoiceLine, kind: Row['kind'], description: string, details: string): Row {
  const { quantity, unitPrice, total, creditType } = line
  const ofSpend = isOfSpend(line)
  return {
    kind,
    description,
    details,
    quantity: ofSpend ? formatAmount(quantity, creditType) : formatQuantity(quantity),
    unitPrice: ofSpend ? formatFraction(unitPrice) : formatUnitPrice(unitPrice, creditType),
    amount: formatAmount(total, creditType),
  }
}

function appliedRow({ name, total, creditType, commit }: InvoiceLine): Row {
  const details = { PREPAID: 'prepaid commit', CREDIT: 'credit', POSTPAID: 'postpaid commit' }
  return {
    kind: 'line',
    description: name,
    details: commit === null ? '' : details[commit.type],
    quantity: '',
    unitPrice: '',
    amount: formatAmount(total, creditType),
  }
}
