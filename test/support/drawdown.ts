import type { Invoice } from '@metronome/sdk/resources/v1/customers/invoices'
import { openLedgers } from './ledgers.ts'
import { openPriceBook } from './price-book.ts'
import type { TestService } from './service.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'

export type DrawdownDesk = Awaited<ReturnType<typeof openDrawdownDesk>>

/** Units at 10 cents, and commits and credits to draw on; the clock stands at 20 August 2024. */
export async function openDrawdownDesk(service: TestService) {
  const book = openPriceBook(service)
  const { ledgers, netBalance } = openLedgers(service)
  await service.setClock('2024-08-20T00:00:00Z')
  const units = await book.sumProduct({ name: 'Units' })
  const commitProduct = await book.product({ name: 'Commit', type: 'FIXED' })
  const card = await book.card([[units, { rate_type: 'FLAT', price: 10 }]])

  /** A commit that was given free, in August unless it says otherwise. */
  const commit = (name: string, amount: number, changes: object = {}, term = [AUGUST, SEPTEMBER]) => ({
    name,
    type: 'PREPAID' as const,
    product_id: commitProduct,
    access_schedule: {
      schedule_items: [{ amount, starting_at: term[0] ?? '', ending_before: term[1] ?? '' }],
    },
    ...changes,
  })

  /** The same as a credit. */
  const credit = (name: string, amount: number, changes: object = {}, term = [AUGUST, SEPTEMBER]) => {
    const { type: _, ...terms } = commit(name, amount, changes, term)
    return terms
  }

  return { book, ledgers, netBalance, units, commitProduct, card, commit, credit }
}

const NAMES = new Map<string, string>()

/** Lines by name, what covers them, quantity, unit price and total. */
export function shownLines({ line_items: lines }: Invoice) {
  for (const line of lines) {
    if (line.type === 'applied_commit_or_credit') NAMES.set(line.commit_id ?? '', line.name)
  }
  return lines.map((line) => {
    const covered = line.commit_id === undefined ? null : NAMES.get(line.commit_id)
    return [line.name, covered, line.quantity, line.unit_price, line.total] as const
  })
}
