import { failureReason, type GenerateReport } from '../../invoices/runs/generate.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { formatCount } from '../format.ts'

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
    lines.push('', ...table(['currency', 'invoices', 'total'], rows, ['left', 'right', 'right']))
  }
  lines.push(...consolidatedText(invoices, totals))
  if (failures.length > 0) {
    const rows = failures.map(({ customerId, error }) => [customerId, failureReason(error)])
    lines.push('', `${formatCount(failures.length)} failed`, '')
    lines.push(...table(['customer', 'reason'], rows, ['left', 'left']))
  }
  return `${lines.join('\n')}\n`
}

/** Why the table has fewer invoices than there are, where it has. */
function consolidatedText(invoices: number, totals: GenerateReport['totals']): string[] {
  const consolidated = [...totals.values()].reduce((rest, one) => rest - one.invoices, invoices)
  if (consolidated === 0) return []
  return ['', `${formatCount(consolidated)} consolidated, not in the totals: their statements are counted`]
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  sides: readonly ('left' | 'right')[],
): string[] {
  const widths = head.map((name, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), name.length),
  )
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0
        return sides[column] === 'right' ? text.padStart(width) : text.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)]
}
