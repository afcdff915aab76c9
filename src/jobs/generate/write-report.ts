import { failureReason, type GenerateReport } from '../../invoices/runs/generate.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { formatCount } from '../format.ts'
import { textTable, type TableColumn } from '../text-table.ts'

/** Writes what came of a run as tables: what it comes to in each currency, and the customers that failed. */
export function writeReport({ asOf, isDryRun, invoices, totals, failures }: GenerateReport): string {
  const done = isDryRun ? 'would be finalized' : 'finalized'
  const noun = invoices === 1 ? 'invoice' : 'invoices'
  const lines = [`${formatCount(invoices)} ${noun} ${done}, as of ${formatInstant(asOf)}`]
  if (totals.size > 0) {
    const rows = [...totals.values()].map((one) => [
      one.currency.name,
      formatCount(one.invoices),
      one.total.toFixed(),
    ])
    lines.push('', ...textTable(TOTALS, rows))
  }
  lines.push(...consolidatedText(invoices, totals))
  if (failures.length > 0) {
    const rows = failures.map(({ customerId, error }) => [customerId, failureReason(error)])
    lines.push('', `${formatCount(failures.length)} failed`, '')
    lines.push(...textTable(FAILURES, rows))
  }
  return `${lines.join('\n')}\n`
}

/** Why the table has fewer invoices than there are, where it has. */
function consolidatedText(invoices: number, totals: GenerateReport['totals']): string[] {
  const consolidated = [...totals.values()].reduce((rest, one) => rest - one.invoices, invoices)
  if (consolidated === 0) return []
  return ['', `${formatCount(consolidated)} consolidated, not in the totals: their statements are counted`]
}

const TOTALS: readonly TableColumn[] = [
  { title: 'currency', side: 'left' },
  { title: 'invoices', side: 'right' },
  { title: 'total', side: 'right' },
]

const FAILURES: readonly TableColumn[] = [
  { title: 'customer', side: 'left' },
  { title: 'reason', side: 'left' },
]
