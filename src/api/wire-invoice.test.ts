import { describe, expect, it } from 'vitest'
import { openDealDesk } from '../catalog/testing/contract-terms.ts'
import { at } from '../catalog/testing/memory-catalog.ts'
import { Decimal } from '../kernel/decimal.ts'
import { draftInvoice } from '../invoices/document/draft-invoice.ts'
import { draftHeads } from '../invoices/heads/draft-heads.ts'
import type { InvoiceLine } from '../invoices/invoice.ts'
import { PLAIN } from '../invoices/document/plain-line.ts'
import { toWireInvoice } from './wire-invoice.ts'

/** A draft of a contract with payment terms and custom fields, and a line of it that has what is given. */
async function openDraft() {
  const { scope, customer, sign } = await openDealDesk()
  await sign({ netPaymentTermsDays: 30, customFields: { deal: 'D-1' } })
  const [head] = await draftHeads(scope, customer.id)
  if (head === undefined) throw new Error('there is no draft')
  const line = (changes: Partial<InvoiceLine> = {}): InvoiceLine => ({
    ...PLAIN,
    id: 'line',
    type: 'usage',
    name: 'Requests',
    creditType: head.currency,
    quantity: new Decimal(2),
    unitPrice: new Decimal(5),
    total: new Decimal(10),
    ...changes,
  })
  const show = (lines: InvoiceLine[], skipsZero = false) =>
    toWireInvoice(draftInvoice(head, lines), skipsZero)
  const shownLine = (changes: Partial<InvoiceLine>) => show([line(changes)]).line_items[0]
  return { head, line, show, shownLine }
}

describe('an invoice on the wire', () => {
  it('has its contract’s terms and custom fields, and its period where it has one', async () => {
    const { head, show } = await openDraft()
    expect(show([])).toMatchObject({
      contract_custom_fields: { deal: 'D-1' },
      net_payment_terms_days: 30,
      start_timestamp: '2024-08-01T00:00:00.000Z',
      end_timestamp: '2024-09-01T00:00:00.000Z',
      issued_at: '2024-09-02T00:00:00.000Z',
    })
    const scheduled = draftInvoice({ ...head, period: null }, [])
    expect(Object.keys(toWireInvoice(scheduled, false))).not.toContain('start_timestamp')
  })

  it('leaves out lines of nothing where that is asked for, but no amount', async () => {
    const { line, show } = await openDraft()
    const none = { quantity: new Decimal(0), total: new Decimal(0) }
    // A percentage's minimum is due where nothing was spent, too.
    const lines = [line(), line({ id: 'none', ...none }), line({ id: 'minimum', quantity: new Decimal(0) })]
    expect(show(lines).line_items.map(({ id }) => id)).toEqual(['line', 'none', 'minimum'])
    expect(show(lines, true).line_items.map(({ id }) => id)).toEqual(['line', 'minimum'])
  })
})

describe('a line of an invoice on the wire', () => {
  it('names its product by the type that the line’s product has', async () => {
    const { shownLine } = await openDraft()
    const product = { id: 'p', name: 'Requests', tags: ['ai'], customFields: { sku: 'S' } }
    const shownType = (type: 'USAGE' | 'SUBSCRIPTION' | 'COMPOSITE' | 'FIXED' | 'PRO_SERVICE') =>
      shownLine({ product: { ...product, type } })?.product_type
    expect(shownLine({ product: { ...product, type: 'USAGE' } })).toMatchObject({
      product_id: 'p',
      product_type: 'UsageProductListItem',
      product_tags: ['ai'],
      product_custom_fields: { sku: 'S' },
    })
    expect(shownType('SUBSCRIPTION')).toBe('SubscriptionProductListItem')
    expect(shownType('COMPOSITE')).toBe('CompositeProductListItem')
    expect(shownType('FIXED')).toBe('FixedProductListItem')
    expect(shownType('PRO_SERVICE')).toBe('ProServiceProductListItem')
  })

  it('has its list price with the group values and the unit that this is for', async () => {
    const { head, shownLine } = await openDraft()
    const shown = shownLine({
      listPrice: { rateType: 'FLAT', price: new Decimal(5) },
      pricingGroupValues: { region: 'eu' },
      presentationGroupValues: { user: null },
    })
    expect(shown).toMatchObject({
      list_price: {
        rate_type: 'FLAT',
        price: new Decimal(5),
        pricing_group_values: { region: 'eu' },
        credit_type: { id: head.currency.id, name: head.currency.name },
      },
      pricing_group_values: { region: 'eu' },
      presentation_group_values: { user: null },
    })
  })

  it('has the bounds of its tier as text, the last without a size', async () => {
    const { shownLine } = await openDraft()
    const tier = { level: 2, startingAt: new Decimal('1e21'), size: new Decimal('0.5') }
    expect(shownLine({ tier })).toMatchObject({
      tier: { level: 2, starting_at: '1000000000000000000000', size: '0.5' },
    })
    expect(shownLine({ tier: { ...tier, size: null } })).toMatchObject({ tier: { size: null } })
  })

  it('names what in the contract it comes from, and the custom fields of that', async () => {
    const { shownLine } = await openDraft()
    const source = { id: 's', customFields: { key: 'value' } }
    expect(shownLine({ scheduledCharge: source })).toMatchObject({
      scheduled_charge_id: 's',
      scheduled_charge_custom_fields: { key: 'value' },
    })
    expect(shownLine({ discount: source })).toMatchObject({
      discount_id: 's',
      discount_custom_fields: { key: 'value' },
    })
    expect(shownLine({ professionalService: source, metadata: 'August' })).toMatchObject({
      professional_service_id: 's',
      professional_service_custom_fields: { key: 'value' },
      metadata: 'August',
    })
    expect(shownLine({ type: 'subscription', subscription: source, isProrated: true })).toMatchObject({
      subscription_id: 's',
      subscription_custom_fields: { key: 'value' },
      is_prorated: true,
    })
  })

  it('says what was applied to it, also of what is covered, and not of what pays for a commit', async () => {
    const { shownLine } = await openDraft()
    const commit = { id: 'c', segmentId: 's', customFields: {}, netsuiteSalesOrderId: null }
    const covered = { commit: { ...commit, type: 'CREDIT' as const } }
    const applied = { commit_type: 'PrepaidCommit', applied_commit_or_credit: { id: 'c', type: 'CREDIT' } }
    expect(shownLine(covered)).toMatchObject(applied)
    expect(shownLine({ type: 'subscription', ...covered })).toMatchObject(applied)
    expect(shownLine({ type: 'applied_commit_or_credit', ...covered })).toMatchObject(applied)
    const paid = shownLine({ type: 'commit_purchase', commit: { ...commit, type: 'PREPAID' } })
    expect(paid).toMatchObject({ commit_id: 'c' })
    expect(paid).not.toHaveProperty('applied_commit_or_credit')
  })

  it('says nothing of what does not apply to it', async () => {
    const { shownLine } = await openDraft()
    expect(Object.keys(shownLine({}) ?? {}).toSorted()).toEqual([
      'credit_type',
      'id',
      'name',
      'quantity',
      'total',
      'type',
      'unit_price',
    ])
    const period = { from: at('2024-08-01T00:00:00Z'), to: at('2024-09-01T00:00:00Z') }
    expect(shownLine({ period })).toMatchObject({
      starting_at: '2024-08-01T00:00:00.000Z',
      ending_before: '2024-09-01T00:00:00.000Z',
    })
  })
})
