import { type Decimal, sumOf } from '../../kernel/decimal.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { chargeAmount } from '../contracts/charge-amount.ts'
import { getActiveContract, type ContractRef } from '../contracts/get.ts'
import type { Contract } from '../contracts/rows.ts'
import type { ProfessionalService } from '../contracts/terms.ts'
import type { CatalogScope } from '../scope.ts'
import { writeStored } from '../stored-json.ts'
import { listProfessionalServiceInvoices } from './list-of-contract.ts'
import type { ProfessionalServiceInvoice, ProfessionalServiceLine } from './rows.ts'

/** Work to bill: an amount, or a quantity at a unit price, which is the term's where none is given. */
export interface NewProfessionalServiceLine extends Omit<
  ProfessionalServiceLine,
  'amount' | 'unitPrice' | 'quantity'
> {
  /** The amendment that the term came with; null where that does not matter. */
  amendmentId: string | null
  amount: Decimal | null
  unitPrice: Decimal | null
  quantity: Decimal | null
}

export interface NewProfessionalServiceInvoice {
  issuedAt: Instant
  lines: readonly NewProfessionalServiceLine[]
}

/**
 * Has work under a contract's professional services billed on a date (OpenAPI, scheduleProServicesInvoice). All that is
 * billed for one of them stays within its maximum amount.
 * @throws Problem not_found or invalid, naming the field.
 */
export async function scheduleProfessionalServiceInvoice(
  scope: CatalogScope,
  ref: ContractRef,
  input: NewProfessionalServiceInvoice,
): Promise<{ contract: Contract; invoice: ProfessionalServiceInvoice }> {
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    const contract = await getActiveContract({ catalog: transaction }, ref)
    if (input.issuedAt < contract.terms.startingAt) {
      throw invalid("issued_at: must not be before the contract's starting_at")
    }
    const earlier = await listProfessionalServiceInvoices({ catalog: transaction }, contract.id)
    const billed = earlier.flatMap(({ lines }) => lines)
    const lines: ProfessionalServiceLine[] = []
    for (const [index, line] of input.lines.entries()) {
      lines.push(makeLine(contract, line, [...billed, ...lines], `line_items.${index}.`))
    }
    const invoice = { id: newId(), contractId: contract.id, issuedAt: input.issuedAt, lines }
    await transaction
      .insertInto('professional_service_invoices')
      .values({
        id: invoice.id,
        contract_id: contract.id,
        issued_at: invoice.issuedAt,
        lines: writeStored(lines),
        created_at: createdAt,
      })
      .execute()
    return { contract, invoice }
  })
}

function makeLine(
  contract: Contract,
  { amendmentId, amount, unitPrice, quantity, ...line }: NewProfessionalServiceLine,
  billed: readonly ProfessionalServiceLine[],
  fieldPrefix: string,
): ProfessionalServiceLine {
  const id = line.professionalServiceId
  const service = contract.terms.professionalServices.find((one) => one.id === id)
  if (service === undefined) throw notFound(`${fieldPrefix}professional_service_id: professional service`, id)
  if (amendmentId !== null) requireAmendment(contract, service, amendmentId, fieldPrefix)
  const isOfTerm = amount === null && quantity !== null
  const given = { amount, quantity, unitPrice: unitPrice ?? (isOfTerm ? service.unitPrice : null) }
  const made = chargeAmount(given, fieldPrefix)
  const before = billed.filter((one) => one.professionalServiceId === id)
  const total = sumOf(before, (one) => one.amount).plus(made.amount)
  if (total.greaterThan(service.maxAmount)) {
    const max = service.maxAmount.toFixed()
    throw invalid(
      `${fieldPrefix}amount: the service is billed ${total.toFixed()} with it, over its max_amount of ${max}`,
    )
  }
  return { ...line, ...made }
}

/** The amendment has to be the one that the service came with. */
function requireAmendment(
  { versions }: Contract,
  service: ProfessionalService,
  amendmentId: string,
  fieldPrefix: string,
): void {
  const amendment = versions.find(({ id, kind }) => kind === 'AMENDMENT' && id === amendmentId)
  if (amendment === undefined) throw notFound(`${fieldPrefix}amendment_id: amendment`, amendmentId)
  const { professionalServices = [] } = amendment.change
  if (!professionalServices.some(({ id }) => id === service.id)) {
    throw invalid(`${fieldPrefix}amendment_id: the professional service did not come with this amendment`)
  }
}
