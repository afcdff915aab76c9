import { conflict, invalid, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { findCustomers } from '../customers/get.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { chooseRateCard, type RateCardChoice } from './choose-rate-card.ts'
import { fromContractRow, toContractRow, type Contract } from './rows.ts'

export interface NewContract extends RateCardChoice {
  customerId: string
  name: string | null
  uniquenessKey: string | null
  startingAt: Instant
  endingBefore: Instant | null
  /** The day on which billing periods start. */
  billingDay: 'FIRST_OF_MONTH' | 'CONTRACT_START'
  netPaymentTermsDays: number | null
  customFields: Record<string, string>
}

/**
 * Puts a customer on a rate card (reference section 6).
 * @throws Problem not_found or invalid, naming the field; conflict where the uniqueness key was used before in
 * the environment.
 */
export async function createContract(scope: CatalogScope, input: NewContract): Promise<Contract> {
  if (input.endingBefore !== null && input.startingAt >= input.endingBefore) {
    throw invalid('ending_before: must be after starting_at')
  }
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    await requireActiveCustomer(transaction, input.customerId)
    const card = await chooseRateCard({ catalog: transaction }, input, input.startingAt)
    return insertContract(transaction, {
      ...input,
      id: newId(),
      rateCardId: card.id,
      initialEndingBefore: input.endingBefore,
      billingFrequency: 'MONTHLY',
      billingAnchorAt:
        input.billingDay === 'CONTRACT_START' ? input.startingAt : monthStart(input.startingAt),
      createdAt,
      archivedAt: null,
    })
  })
}

async function requireActiveCustomer(catalog: Catalog, id: string): Promise<void> {
  const [customer] = await findCustomers({ catalog }, [id])
  if (customer === undefined) throw notFound('customer_id: customer', id)
  if (customer.archivedAt !== null) throw invalid(`customer_id: customer ${id} is archived`)
}

// The constraint decides, so that of concurrent creates with one key a single one succeeds.
async function insertContract(catalog: Catalog, contract: Omit<Contract, 'seq'>): Promise<Contract> {
  const row = await catalog
    .insertInto('contracts')
    .values(toContractRow(contract))
    .onConflict((clash) => clash.column('uniqueness_key').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (row !== undefined) return fromContractRow(row)
  const earlier = await catalog
    .selectFrom('contracts')
    .select('id')
    .where('uniqueness_key', '=', contract.uniquenessKey)
    .executeTakeFirstOrThrow()
  throw conflict('uniqueness_key: this uniqueness key has already been used', { conflicting_id: earlier.id })
}

function monthStart(instant: Instant): Instant {
  const date = new Date(instant)
  date.setUTCDate(1)
  return date.setUTCHours(0, 0, 0, 0)
}
