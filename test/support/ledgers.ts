import type { Metronome } from '@metronome/sdk'

/** A ledger's entry: its type without the prefix of its kind, the day (year, month, day), and the amount. */
type ShownEntry = readonly [type: string, day: string, amount: number]

/** Reads what is left of commits and credits, all through the official client. */
export function openLedgers(service: { readonly sandbox: Metronome }) {
  const { contracts } = service.sandbox.v1

  /** A customer's commits and credits, or those that the query names, by name: what is left, and the ledger. */
  async function ledgers(customerId: string, query: { covering_date?: string } = {}) {
    const found = contracts.listBalances({
      customer_id: customerId,
      include_contract_balances: true,
      include_balance: true,
      include_ledgers: true,
      ...query,
    })
    const shown: Record<string, { balance: number | undefined; ledger: ShownEntry[] }> = {}
    for await (const balance of found) {
      const name = balance.name ?? balance.product.name
      shown[name] = { balance: balance.balance, ledger: (balance.ledger ?? []).map(shownEntry) }
    }
    return shown
  }

  /** What a customer can draw, in US cents where no other unit is named. */
  async function netBalance(
    customerId: string,
    mode: 'FINALIZED' | 'FINALIZED_AND_DRAFT',
    creditTypeId?: string,
  ) {
    const { data } = await contracts.getNetBalance({
      customer_id: customerId,
      invoice_inclusion_mode: mode,
      ...(creditTypeId === undefined ? {} : { credit_type_id: creditTypeId }),
    })
    return data.balance
  }

  return { ledgers, netBalance }
}

function shownEntry(entry: { type: string; timestamp: string; amount: number }): ShownEntry {
  const type = entry.type.replace(/^(PREPAID_COMMIT|POSTPAID_COMMIT|CREDIT)_/, '')
  return [type, entry.timestamp.slice(0, 10), entry.amount]
}
