import { expect } from 'vitest'
import { openLedgers } from './ledgers.ts'
import { openPriceBook } from './price-book.ts'
import type { TestService } from './service.ts'

export const AUGUST = '2024-08-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'
const NOW = '2024-08-20T12:00:00Z'
export const USD_CENTS = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

export type ThresholdDesk = Awaited<ReturnType<typeof openThresholdDesk>>

/** Units at 10 cents, and thresholds; the clock stands at 20 August 2024, and each run looks at every contract. */
export async function openThresholdDesk(service: TestService) {
  const book = openPriceBook(service)
  const read = openLedgers(service)
  await service.setClock(NOW)
  const units = await book.sumProduct({ name: 'Units' })
  const fixed = await book.product({ name: 'Top-up', type: 'FIXED' })
  const card = await book.card([[units, { rate_type: 'FLAT', price: 10 }]])

  /** Bills 100 dollars of spend. */
  const spend = (gate: 'NONE' | 'EXTERNAL' = 'NONE') => ({
    is_enabled: true,
    threshold_amount: 10_000,
    commit: { product_id: fixed },
    payment_gate_config: { payment_gate_type: gate },
  })

  /** Recharges a balance of 20 dollars to 50, at a tenth less. */
  const prepaid = (gate: 'NONE' | 'EXTERNAL' = 'NONE') => ({
    ...spend(gate),
    threshold_amount: 2000,
    recharge_to_amount: 5000,
    discount_configuration: { payment_fraction: 0.9 },
  })

  /** A free commit from August to the end of September 2024, in US cents unless it says otherwise. */
  const granted = (amount: number, creditTypeId = USD_CENTS) => ({
    name: 'Granted',
    type: 'PREPAID' as const,
    product_id: fixed,
    priority: 1,
    access_schedule: {
      credit_type_id: creditTypeId,
      schedule_items: [{ amount, starting_at: AUGUST, ending_before: OCTOBER }],
    },
  })

  const run = () => service.setClock(NOW)

  /** A new custom unit's id. */
  async function tokensOf(name: string): Promise<string> {
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name } })
    return (body as { data: { id: string } }).data.id
  }

  async function eventsOf(contractId: string): Promise<ThresholdEvent[]> {
    const { status, text } = await service.request('GET', `/ext/contracts/${contractId}/threshold-events`)
    expect(status).toBe(200)
    return (JSON.parse(text) as { data: ThresholdEvent[] }).data
  }

  async function release(workflowId: string | undefined, outcome: 'paid' | 'failed') {
    const path = '/v1/contracts/commits/threshold-billing/release'
    const { status } = await service.request('POST', path, { body: { workflow_id: workflowId, outcome } })
    expect(status).toBe(200)
  }

  async function commitsOf(customerId: string) {
    const commits = service.sandbox.v1.customers.commits.list({
      customer_id: customerId,
      include_contract_commits: true,
    })
    return Array.fromAsync(commits)
  }

  /** The invoices that charge for dates: whether they are final, their day, and the total. */
  async function purchases(customerId: string) {
    const found = await book.invoices(customerId, { type: 'SCHEDULED' })
    return found.map(({ status, issued_at: issuedAt, total }) => [status, issuedAt?.slice(0, 10), total])
  }

  return {
    book,
    read,
    units,
    fixed,
    card,
    spend,
    prepaid,
    granted,
    run,
    tokensOf,
    eventsOf,
    release,
    commitsOf,
    purchases,
  }
}

interface ThresholdEvent {
  kind: string
  status: string
  amount: number
  workflow_id?: string
  grants: { credit_type_id: string; amount: number; payable: number; commit_id?: string }[]
}
