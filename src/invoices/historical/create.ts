import { getActiveContract } from '../../catalog/contracts/get.ts'
import { requireActiveCustomer } from '../../catalog/customers/require-active.ts'
import { getCustomer } from '../../catalog/customers/get.ts'
import { importInvoice, refuseBilledTime, type ImportedInvoice } from '../../catalog/invoices/import.ts'
import type { CatalogScope } from '../../catalog/scope.ts'
import { invalid, Problem } from '../../kernel/errors.ts'
import { derivedId, newId } from '../../kernel/ids.ts'
import { rangesOverlap } from '../../kernel/window.ts'
import { contractCurrency, unitConversions } from '../contract-currency.ts'
import { conversionLines } from '../document/conversion-lines.ts'
import { writeDocument } from '../document/document.ts'
import { draftInvoice } from '../document/draft-invoice.ts'
import { usageHead } from '../heads/invoice-heads.ts'
import type { Invoice } from '../invoice.ts'
import type { NewHistoricalInvoice } from './historical-usage.ts'
import { priceUsage } from './price-usage.ts'
import { payerOf, readRelatedContracts } from '../balances/related-contracts.ts'
import { refusePartsOfVoided } from './refuse-parts-of-voided.ts'
import { requireWithin } from './subtotals-of.ts'

/**
 * Imports invoices of past periods with the usage that is given for them, at the contract's prices; they are final at once
 * (semantics 38), draw on no commit, and no draft bills their time. All of them, or none.
 * @param isPreview to work them out and to store nothing.
 * @throws Problem not_found, invalid, or conflict where another invoice bills some of their time, or a voided one billed more
 * than they do; each naming the field.
 */
export async function createHistoricalInvoices(
  { catalog, clock }: CatalogScope,
  given: readonly NewHistoricalInvoice[],
  isPreview: boolean,
): Promise<Invoice[]> {
  const finalizedAt = clock.now()
  return catalog.transaction().execute(async (transaction) => {
    const scope = { catalog: transaction, clock }
    const invoices: Invoice[] = []
    for (const [place, one] of given.entries()) {
      const invoice = await namingInvoice(place, async () => {
        refuseOverlap(given.slice(0, place), one)
        return computeInvoice(scope, one)
      })
      invoices.push(invoice)
      if (!isPreview) await importInvoice(transaction, toImport(one, invoice), finalizedAt)
    }
    await refusePartsOfVoided(scope, given)
    return invoices
  })
}

async function computeInvoice(scope: CatalogScope, given: NewHistoricalInvoice): Promise<Invoice> {
  const { customerId, contractId, period, issuedAt, customFields, billableStatus } = given
  const now = scope.clock.now()
  await requireActiveCustomer(scope.catalog, customerId)
  const contract = await getActiveContract(scope, { customerId, contractId })
  const { startingAt, endingBefore } = contract.terms
  requireWithin(period, { from: startingAt, to: endingBefore }, '', 'the contract')
  if (period.to > now) throw invalid('exclusive_end_date: must not be in the future')
  if (issuedAt > now) throw invalid('issue_date: must not be in the future')
  const currency = await contractCurrency(scope, contract)
  if (given.creditTypeId !== currency.id) {
    throw invalid(`credit_type_id: must be ${currency.id}, the currency of the contract`)
  }
  await refuseBilledTime(scope, { contractId, period })
  const customer = await getCustomer(scope, customerId)
  const head = { ...usageHead(customer, contract, currency, period, []), id: newId(), issuedAt }
  const lines = await priceUsage(scope, head, period, given.usage)
  const converted = conversionLines(head, lines, await unitConversions(scope, contract))
  const payer = payerOf(contract, await readRelatedContracts(scope, [customerId]))
  const drafted = draftInvoice(head, [...lines, ...converted])
  const invoice = payer === null ? drafted : { ...drafted, payer }
  return { ...invoice, status: 'FINALIZED', imported: { customFields, billableStatus } }
}

function toImport(given: NewHistoricalInvoice, invoice: Invoice): ImportedInvoice {
  const { period, issuedAt, customerId, contractId, breakdownGranularity, usage } = given
  return {
    invoice: {
      id: invoice.id,
      headId: derivedId('imported invoice', invoice.id),
      customerId,
      contractId,
      type: 'USAGE',
      currencyId: invoice.currency.id,
      period,
      issuedAt,
      document: writeDocument(invoice),
      regeneratedFromId: null,
    },
    breakdownGranularity,
    usage,
  }
}

function refuseOverlap(
  earlier: readonly NewHistoricalInvoice[],
  { contractId, period }: NewHistoricalInvoice,
): void {
  const place = earlier.findIndex((one) => one.contractId === contractId && rangesOverlap(one.period, period))
  if (place < 0) return
  throw invalid(`inclusive_start_date: its time overlaps that of invoices.${place}`)
}

/** What is refused names the fields of one invoice, which is one of many in the request. */
async function namingInvoice<Result>(place: number, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new Problem(error.kind, `invoices.${place}.${error.message}`, { ...error.details }, error.cause)
  }
}
