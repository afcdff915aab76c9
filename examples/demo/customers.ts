import type { Metronome } from '@metronome/sdk'
import { formatInstant, type Instant } from '../../src/kernel/instant.ts'
import { RATE_CARD_ALIAS } from './price-book.ts'

export type Region = 'us-east' | 'us-west' | 'eu-west' | 'ap-south'

/** A made-up company. */
export interface Company {
  name: string
  /** What its events carry as customer_id. */
  alias: string
  /** How much it uses, next to the others. */
  size: number
  users: number
  region: Region
}

/** The made-up companies, the largest first: a few large ones, many small ones. */
export const COMPANIES: readonly Company[] = (
  [
    ['Halcyon Freight', 'us-east'],
    ['Quillstone Legal', 'eu-west'],
    ['Tidewater Robotics', 'us-west'],
    ['Larkspur Studios', 'us-east'],
    ['Ironbark Insurance', 'ap-south'],
    ['Marlowe & Finch Publishing', 'eu-west'],
    ['Copperline Analytics', 'us-west'],
    ['Saltmarsh Foods', 'eu-west'],
    ['Pellworth Homes', 'us-east'],
    ['Kitehill Education', 'ap-south'],
    ['Oakmoss Games', 'us-west'],
    ['Thistledown Media', 'eu-west'],
    ['Wrenfield Energy', 'us-east'],
    ['Silverlane Couriers', 'ap-south'],
    ['Vantage Orchards', 'us-west'],
    ['Brindle Biotech', 'us-east'],
    ['Lanternfish Travel', 'eu-west'],
    ['Mossgate Pharmacies', 'us-east'],
    ['Juniper Row Bakery', 'us-west'],
    ['Zephyr Street Cafe', 'ap-south'],
  ] as const
).map(([name, region], index) => ({
  name,
  region,
  alias: name.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
  size: (index + 1) ** -1.1,
  users: Math.max(2, Math.round(40 / (index + 1))),
}))

/** A company as the service knows it. */
export interface Customer {
  id: string
  company: Company
}

/**
 * Finds each company by its ingest alias, or makes it, and puts it on the rate card where no contract does yet.
 * @param startingAt the start of new contracts and so of their billing months.
 */
export async function findOrCreateCustomers(
  client: Metronome,
  rateCardId: string,
  startingAt: Instant,
): Promise<Customer[]> {
  const customers: Customer[] = []
  for (const company of COMPANIES) {
    const id = await findOrCreateCustomer(client, company)
    const { data: contracts } = await client.v2.contracts.list({ customer_id: id })
    if (!contracts.some((contract) => contract.rate_card_id === rateCardId)) {
      await client.v1.contracts.create({
        customer_id: id,
        name: `${company.name}, pay as you go`,
        rate_card_alias: RATE_CARD_ALIAS,
        starting_at: formatInstant(startingAt),
        usage_statement_schedule: { frequency: 'MONTHLY', day: 'CONTRACT_START' },
      })
    }
    customers.push({ id, company })
  }
  return customers
}

async function findOrCreateCustomer(client: Metronome, { name, alias }: Company): Promise<string> {
  const { data } = await client.v1.customers.list({ ingest_alias: alias })
  const [found] = data
  if (found !== undefined) return found.id
  const created = await client.v1.customers.create({ name, ingest_aliases: [alias] })
  return created.data.id
}
