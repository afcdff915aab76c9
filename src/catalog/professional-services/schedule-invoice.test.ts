import { describe, expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { amendContract } from '../contracts/amend.ts'
import { getContract } from '../contracts/get.ts'
import { NO_NEW_TERMS } from '../contracts/new-terms.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { listProfessionalServiceInvoices } from './list-of-contract.ts'
import { scheduleProfessionalServiceInvoice, type NewProfessionalServiceLine } from './schedule-invoice.ts'

/** A contract for consulting at 100 an hour, of which at most 1,000 are billed. */
async function openConsulting() {
  const { scope, customer, consulting, sign } = await openDealDesk()
  const service = {
    productId: consulting.id,
    description: null,
    unitPrice: new Decimal(100),
    quantity: new Decimal(10),
    maxAmount: new Decimal(1000),
    customFields: {},
    netsuiteSalesOrderId: null,
  }
  const contract = await sign({ professionalServices: [service] })
  const ref = { customerId: customer.id, contractId: contract.id }
  const serviceId = contract.terms.professionalServices[0]?.id ?? ''
  const line = (changes: Partial<NewProfessionalServiceLine>): NewProfessionalServiceLine => ({
    professionalServiceId: serviceId,
    amendmentId: null,
    amount: null,
    unitPrice: null,
    quantity: null,
    metadata: null,
    netsuiteBillingStartAt: null,
    netsuiteBillingEndAt: null,
    ...changes,
  })
  const bill = (lines: NewProfessionalServiceLine[], issuedAt = '2024-09-01T00:00:00Z') =>
    scheduleProfessionalServiceInvoice(scope, ref, { issuedAt: at(issuedAt), lines })
  return { scope, ref, service, line, bill }
}

describe('an invoice for professional services', () => {
  it("bills an amount, or a quantity at the term's price or another", async () => {
    const { scope, ref, line, bill } = await openConsulting()
    const { invoice } = await bill([
      line({ amount: new Decimal(50) }),
      line({ quantity: new Decimal(2) }),
      line({ quantity: new Decimal(3), unitPrice: new Decimal('33.5'), metadata: 'night' }),
    ])
    const shown = invoice.lines.map(({ amount, unitPrice, quantity, metadata }) => [
      amount.toFixed(),
      unitPrice.toFixed(),
      quantity.toFixed(),
      metadata,
    ])
    expect(shown).toEqual([
      ['50', '50', '1', null],
      ['200', '100', '2', null],
      ['100.5', '33.5', '3', 'night'],
    ])
    expect(await listProfessionalServiceInvoices(scope, ref.contractId)).toEqual([invoice])
  })

  it('stays within the maximum amount of the service, with what was billed before', async () => {
    const { scope, ref, line, bill } = await openConsulting()
    await bill([line({ amount: new Decimal(600) })])
    const { message } = await refusalOf(
      bill([line({ amount: new Decimal(400) }), line({ amount: new Decimal('0.01') })]),
    )
    expect(message).toBe(
      'line_items.1.amount: the service is billed 1000.01 with it, over its max_amount of 1000',
    )
    await bill([line({ amount: new Decimal(400) })])
    expect(await listProfessionalServiceInvoices(scope, ref.contractId)).toHaveLength(2)
  })

  it.each([
    ['line_items.0.amount', { quantity: new Decimal(1), amount: new Decimal(1) }],
    ['line_items.0.amount', { unitPrice: new Decimal(1) }],
    ['line_items.0.amount', { amount: new Decimal(-1) }],
    ['line_items.0.professional_service_id', { professionalServiceId: 'other', amount: new Decimal(1) }],
    ['line_items.0.amendment_id', { amendmentId: 'other', amount: new Decimal(1) }],
  ])('names the field %s where it is wrong', async (field, changes) => {
    const { line, bill } = await openConsulting()
    expect((await refusalOf(bill([line(changes)]))).message).toMatch(new RegExp(`^${field}: `))
  })

  it('is refused before the contract starts', async () => {
    const { line, bill } = await openConsulting()
    const early = await refusalOf(bill([line({ amount: new Decimal(1) })], '2024-07-31T23:00:00Z'))
    expect(early.message).toBe("issued_at: must not be before the contract's starting_at")
  })

  it('takes the amendment that the service came with, and no other', async () => {
    const { scope, ref, service, line, bill } = await openConsulting()
    const amendmentId = await amendContract(scope, ref, {
      startingAt: at('2024-08-20T00:00:00Z'),
      totalContractValue: null,
      netsuiteSalesOrderId: null,
      salesforceOpportunityId: null,
      customFields: {},
      added: { ...NO_NEW_TERMS, professionalServices: [service] },
    })
    const { terms } = await getContract(scope, ref)
    const added = terms.professionalServices[1]?.id ?? ''
    const amount = new Decimal(1)
    await bill([line({ professionalServiceId: added, amendmentId, amount })])
    expect((await refusalOf(bill([line({ amendmentId, amount })]))).message).toBe(
      'line_items.0.amendment_id: the professional service did not come with this amendment',
    )
  })
})
