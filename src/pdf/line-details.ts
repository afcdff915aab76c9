import type { Invoice, InvoiceLine } from '../invoices/invoice.ts'
import { type Decimal, ZERO } from '../kernel/decimal.ts'
import { isolated } from './direction.ts'
import { formatPeriod } from './format-date.ts'
import { formatAmount, formatQuantity } from './format-amount.ts'

/** Whether a line charges a fraction of what was spent: its quantity is that spend, its unit price the fraction. */
export function isOfSpend({ product }: InvoiceLine): boolean {
  return product?.type === 'COMPOSITE'
}

/** What tells a line apart from others of its product: group values, tier, its own time, what makes its minimum, what covers it. */
export function lineDetails(line: InvoiceLine, invoice: Invoice): string[] {
  return [
    ...groupDetails(line),
    ...tierDetails(line),
    ...periodDetails(line, invoice),
    ...minimumDetails(line),
    ...coverDetails(line, invoice),
  ]
}

function groupDetails({ pricingGroupValues, presentationGroupValues }: InvoiceLine): string[] {
  const values = { ...pricingGroupValues, ...presentationGroupValues }
  return Object.entries(values).map(([name, value]) => `${isolated(name)}: ${isolated(value ?? 'none')}`)
}

function tierDetails(line: InvoiceLine): string[] {
  if (line.tier === null) return []
  const { level, startingAt, size } = line.tier
  const shown = (position: Decimal) =>
    isOfSpend(line) ? formatAmount(position, line.creditType) : formatQuantity(position)
  const from = shown(startingAt)
  if (size === null) return [startingAt.isZero() ? `Tier ${level}` : `Tier ${level}: above ${from}`]
  return [`Tier ${level}: ${from} to ${shown(startingAt.plus(size))}`]
}

function periodDetails({ period, isProrated }: InvoiceLine, invoice: Invoice): string[] {
  const prorated = isProrated ? ['prorated'] : []
  if (period === null) return prorated
  const isWhole = period.from === invoice.period?.from && period.to === invoice.period.to
  return isWhole ? prorated : [formatPeriod(period), ...prorated]
}

/** Without it nobody could tell why a percentage comes to more than its spend does. */
function minimumDetails(line: InvoiceLine): string[] {
  if (!isOfSpend(line)) return []
  const { quantity, unitPrice, total, creditType } = line
  const rest = formatAmount(total.minus(quantity.times(unitPrice)), creditType)
  return rest === formatAmount(ZERO, creditType) ? [] : [`includes ${rest} to reach the minimum`]
}

/** A line names the commit or credit that covers it; the line that takes it off knows what that is called. */
function coverDetails({ type, commit }: InvoiceLine, { lines }: Invoice): string[] {
  if (commit === null || type === 'applied_commit_or_credit' || type === 'commit_purchase') return []
  const applied = lines.find((one) => one.type === 'applied_commit_or_credit' && one.commit?.id === commit.id)
  if (applied !== undefined) return [`covered by ${isolated(applied.name)}`]
  return [commit.type === 'CREDIT' ? 'covered by a credit' : 'covered by a commit']
}
