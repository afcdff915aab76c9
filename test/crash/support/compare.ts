import { z } from 'zod'
import { numberText, type JsonNumber } from '../../../src/kernel/json.ts'
import { openEngine } from '../../../src/warehouse/engine.ts'
import { EVERY_DUPLICATE } from '../../support/every-duplicate.ts'
import { run } from '../../support/warehouse.ts'
import type { Client } from './client.ts'
import { payloadOf } from './draw-requests.ts'
import type { Account, Ledger } from './ledger.ts'

const SEARCH_IDS_MAX = 1000
const DIFFERENCES_MAX = 10

/** What the service has of one transaction id. */
interface Kept {
  accepted: string[]
  duplicates: number
}

interface WireEvent {
  transaction_id: string
  timestamp: string
  properties: { amount: JsonNumber }
  is_duplicate: boolean
}

/**
 * Holds what the service finds of some ids to the ledger, and remembers the payloads it sees.
 * @returns the first differences in words; none where all is as it must be.
 */
export async function compareFound(
  client: Client,
  ledger: Ledger,
  ids: readonly string[],
): Promise<string[]> {
  const kept = new Map<string, Kept>(ids.map((id) => [id, { accepted: [], duplicates: 0 }]))
  for (let from = 0; from < ids.length; from += SEARCH_IDS_MAX) {
    const transactionIds = ids.slice(from, from + SEARCH_IDS_MAX)
    for (const event of await client.ask<WireEvent[]>('POST', '/v1/events/search', { transactionIds })) {
      const one = kept.get(event.transaction_id)
      const amount = numberText(event.properties.amount)
      if (one === undefined) throw new Error(`found ${event.transaction_id}, which was not asked for`)
      if (event.is_duplicate) one.duplicates += 1
      else one.accepted.push(payloadOf({ timestamp: event.timestamp, amount }))
    }
  }
  return differences(ledger, kept)
}

/** All accepted events of a data folder whose service has stopped, and how they differ from the ledger. */
export interface StoredEvents {
  differences: string[]
  /** The amounts of all accepted events, added up. */
  sum: bigint
  months: number
  duplicates: number
}

const eventRow = z.object({
  is_duplicate: z.number(),
  transaction_id: z.string(),
  timestamp: z.string(),
  amount: z.string(),
  sequence: z.string(),
})

const EVERY_EVENT = `
  SELECT 0 AS is_duplicate, transaction_id, toString(timestamp) AS timestamp, properties['amount'] AS amount,
    toString(accepted_sequence) AS sequence
  FROM events
  UNION ALL
  SELECT 1, transaction_id, '', '', toString(accepted_sequence) FROM ${EVERY_DUPLICATE}`

/** Reads the tables themselves and holds every row to the ledger. */
export async function compareStored(dataFolder: string, ledger: Ledger): Promise<StoredEvents> {
  const warehouse = await openEngine({ path: `${dataFolder}/warehouse` }).openDatabase('meterhouse_sandbox')
  const rows = await run(warehouse, EVERY_EVENT, {}, eventRow)
  await warehouse.close()
  const kept = new Map<string, Kept>(
    [...ledger.accounts.keys()].map((id) => [id, { accepted: [], duplicates: 0 }]),
  )
  const months = new Set<string>()
  let sum = 0n
  for (const row of rows) {
    const one = kept.get(row.transaction_id) ?? { accepted: [], duplicates: 0 }
    kept.set(row.transaction_id, one)
    if (row.is_duplicate === 1) {
      one.duplicates += 1
      continue
    }
    one.accepted.push(payloadOf({ timestamp: `${row.timestamp.replace(' ', 'T')}Z`, amount: row.amount }))
    sum += scaled(row.amount)
    months.add(row.timestamp.slice(0, 7))
  }
  const sequences = new Set(rows.map(({ sequence }) => sequence))
  const twice = rows.length - sequences.size
  return {
    differences: [
      ...(twice === 0 ? [] : [`${twice} arrival numbers were given twice`]),
      ...differences(ledger, kept),
    ],
    sum,
    months: months.size,
    duplicates: rows.filter((row) => row.is_duplicate === 1).length,
  }
}

/** What usage says all events come to, as `scaled` gives it. */
export async function usageSum(client: Client, customerId: string, metricId: string): Promise<bigint> {
  const { data } = await client.ask<{ data: { value: JsonNumber }[] }>('POST', '/v1/usage', {
    customer_ids: [customerId],
    billable_metrics: [{ id: metricId }],
    window_size: 'NONE',
    starting_on: '2024-01-28T00:00:00Z',
    ending_before: '2024-03-04T00:00:00Z',
  })
  const [row] = data
  if (row === undefined || data.length > 1) throw new Error(`usage has ${data.length} rows`)
  return scaled(numberText(row.value))
}

/** What the payloads seen by the comparisons so far come to, as `scaled` gives it. */
export function seenSum(ledger: Ledger): bigint {
  return [...ledger.accounts.values()].reduce(
    (sum, { seen }) => sum + (seen === null ? 0n : scaled(seen.split(' ')[1] ?? '')),
    0n,
  )
}

/** A decimal in units of 10^-20. */
function scaled(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(20, '0'))
}

function differences(ledger: Ledger, kept: ReadonlyMap<string, Kept>): string[] {
  const found = [...kept].flatMap(([id, one]) => {
    const account = ledger.accounts.get(id)
    const wrong = account === undefined ? ['was never sent'] : wrongWith(account, one)
    return wrong.map((what) => `${id} ${what}`)
  })
  return found.length > DIFFERENCES_MAX
    ? [...found.slice(0, DIFFERENCES_MAX), `and ${found.length - DIFFERENCES_MAX} more`]
    : found
}

function wrongWith(account: Account, { accepted, duplicates }: Kept): string[] {
  const [payload] = accepted
  const rows = accepted.length + duplicates
  const wrong: string[] = []
  if (accepted.length > 1) wrong.push(`counts ${accepted.length} times`)
  if (payload === undefined && account.acknowledged > 0) wrong.push('was acknowledged and is lost')
  if (payload === undefined && duplicates > 0) wrong.push('has a duplicate of nothing')
  if (payload !== undefined && !account.payloads.has(payload))
    wrong.push(`has ${payload}, which was never sent`)
  if (account.seen !== null && account.seen !== payload) wrong.push(`had ${account.seen}, now has ${payload}`)
  if (rows < account.acknowledged)
    wrong.push(`has ${rows} rows of ${account.acknowledged} acknowledged sends`)
  if (rows > account.sends) wrong.push(`has ${rows} rows of ${account.sends} sends`)
  account.seen = payload ?? account.seen
  return wrong
}
