import type { Invoice, InvoiceLine } from '../invoices/invoice.ts'
import { isolated } from './direction.ts'
import { formatPeriod } from './format-date.ts'
import { formatQuantity } from './format-amount.ts'

/** What tells a line apart from others of its product: group values, tier, its own time, what covers it. */
export function lineDetails(line: InvoiceLine, invoice: Invoice): string[] {
  return [
    ...groupDetails(line),
    ...tierDetails(line),
    ...periodDetails(line, invoice),
    ...coverDetails(line, invoice),
  ]
}

function groupDetails({ pricingGroupValues, presentationGroupValues }: InvoiceLine): string[] {
  const values = { ...pricingGroupValues, ...presentationGroupValues }
  return Object.entries(values).map(([name, value]) => `${isolated(name)}: ${isolated(value ?? 'none')}`)
}

function tierDetails({ tier }: InvoiceLine): string[] {
  if (tier === null) return []
  const { level, startingAt, size } = tier
  const from = formatQuantity(startingAt)
  if (size === null) return [startingAt.isZero() ? `Tier ${level}` : `Tier ${level}: above ${from}`]
  return [`Tier ${level}: ${from} to ${formatQuantity(startingAt.plus(size))}`]
}

function periodDetails({ period, isProrated }: InvoiceLine, invoice: Invoice): string[] {
  const prorated = isProrated ? ['prorated'] : []
  if (period === null) return prorated
  const isWhole = period.from === invoice.period?.from && period.to === invoice.period.to
  return isWhole ? prorated : [formatPeriod(period), ...prorated]
}

/** A line names the commit or credit that covers it; the line that takes it off knows what that is called. */
function coverDetails({ type, commit }: InvoiceLine, { lines }: Invoice): string[] {
  if (commit === null || type === 'applied_commit_or_credit' || type === 'commit_purchase') return []
  const applied = lines.find((one) => one.type === 'applied_commit_or_credit' && one.commit?.id === commit.id)
  if (applied !== undefined) return [`covered by ${isolated(applied.name)}`]
  return [commit.type === 'CREDIT' ? 'covered by a credit' : 'covered by a commit']
}
