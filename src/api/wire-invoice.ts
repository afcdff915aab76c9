import type { z } from 'zod'
import type * as wire from '../../schemas/invoices.ts'
import { formatInstant } from '../kernel/instant.ts'
import type { Invoice, InvoiceLine, LineSource } from '../invoices/invoice.ts'
import { writeLink } from './contracts/write-hierarchy.ts'
import { toWirePrice } from './wire-price.ts'

type WireLine = z.output<typeof wire.lineItem>

const PRODUCT_TYPES = {
  USAGE: 'UsageProductListItem',
  SUBSCRIPTION: 'SubscriptionProductListItem',
  COMPOSITE: 'CompositeProductListItem',
  FIXED: 'FixedProductListItem',
  PRO_SERVICE: 'ProServiceProductListItem',
} as const

/** Writes an invoice; lines without quantity are left out where that is asked for. */
export function toWireInvoice(invoice: Invoice, skipsZero: boolean): z.output<typeof wire.invoice> {
  const { customer, contract, currency, period } = invoice
  const { netPaymentTermsDays, netsuiteSalesOrderId, salesforceOpportunityId } = contract
  const lines = skipsZero
    ? invoice.lines.filter(({ quantity, total }) => !quantity.isZero() || !total.isZero())
    : invoice.lines
  return {
    id: invoice.id,
    customer_id: customer.id,
    customer_custom_fields: customer.customFields,
    contract_id: contract.id,
    contract_custom_fields: contract.customFields,
    type: invoice.type,
    status: invoice.status,
    credit_type: { id: currency.id, name: currency.name },
    ...(period === null
      ? {}
      : { start_timestamp: formatInstant(period.from), end_timestamp: formatInstant(period.to) }),
    issued_at: formatInstant(invoice.issuedAt),
    ...(netPaymentTermsDays === null ? {} : { net_payment_terms_days: netPaymentTermsDays }),
    netsuite_sales_order_id: netsuiteSalesOrderId ?? undefined,
    salesforce_opportunity_id: salesforceOpportunityId ?? undefined,
    regenerated_from_invoice_id: invoice.regeneratedFromId ?? undefined,
    ...(invoice.payer === undefined ? {} : { payer: writeLink(invoice.payer) }),
    ...(invoice.constituents === undefined
      ? {}
      : {
          constituent_invoices: invoice.constituents.map((one) => ({
            invoice_id: one.invoiceId,
            ...writeLink(one),
          })),
        }),
    line_items: lines.map(toWireLine),
    total: invoice.total,
    custom_fields: invoice.imported?.customFields,
    billable_status: invoice.imported?.billableStatus ?? undefined,
  }
}

function toWireLine(line: InvoiceLine): WireLine {
  const credit_type = { id: line.creditType.id, name: line.creditType.name }
  const pricing = line.pricingGroupValues === null ? {} : { pricing_group_values: line.pricingGroupValues }
  return {
    id: line.id,
    name: line.name,
    type: line.type,
    ...productOf(line),
    credit_type,
    ...(line.period === null
      ? {}
      : { starting_at: formatInstant(line.period.from), ending_before: formatInstant(line.period.to) }),
    quantity: line.quantity,
    unit_price: line.unitPrice,
    ...(line.listPrice === null
      ? {}
      : { list_price: { ...toWirePrice(line.listPrice), ...pricing, credit_type } }),
    total: line.total,
    ...tierOf(line),
    ...pricing,
    ...(line.presentationGroupValues === null
      ? {}
      : { presentation_group_values: line.presentationGroupValues }),
    ...(line.type === 'subscription' ? { is_prorated: line.isProrated } : {}),
    ...sourceOf('subscription', line.subscription),
    ...sourceOf('scheduled_charge', line.scheduledCharge),
    ...sourceOf('discount', line.discount),
    ...sourceOf('professional_service', line.professionalService),
    ...commitOf(line),
    ...(line.metadata === null ? {} : { metadata: line.metadata }),
    ...netsuiteBillingOf(line),
    ...originOf(line),
  }
}

function netsuiteBillingOf({ netsuiteBilling }: InvoiceLine) {
  if (netsuiteBilling === null) return {}
  const { startAt, endAt } = netsuiteBilling
  return {
    ...(startAt === null ? {} : { netsuite_invoice_billing_start: formatInstant(startAt) }),
    ...(endAt === null ? {} : { netsuite_invoice_billing_end: formatInstant(endAt) }),
  }
}

function originOf({ origin }: InvoiceLine) {
  if (origin === undefined) return {}
  const { lineId, invoiceId } = origin
  return { origin: { line_item_id: lineId, invoice_id: invoiceId, ...writeLink(origin) } }
}

function productOf({ product }: InvoiceLine) {
  if (product === null) return {}
  return {
    product_id: product.id,
    product_type: PRODUCT_TYPES[product.type],
    product_tags: [...product.tags],
    product_custom_fields: product.customFields,
  }
}

/** A tier's bounds are text in the SDK's types. */
function tierOf({ tier }: InvoiceLine): Pick<WireLine, 'tier'> | object {
  if (tier === null) return {}
  const { level, startingAt, size } = tier
  return { tier: { level, starting_at: startingAt.toFixed(), size: size === null ? null : size.toFixed() } }
}

function commitOf({ type, commit, product }: InvoiceLine) {
  if (commit === null) return {}
  const { id, segmentId, customFields, netsuiteSalesOrderId } = commit
  return {
    commit_id: id,
    commit_segment_id: segmentId ?? undefined,
    commit_type: commit.type === 'POSTPAID' ? ('PostpaidCommit' as const) : ('PrepaidCommit' as const),
    commit_custom_fields: customFields,
    commit_netsuite_sales_order_id: netsuiteSalesOrderId ?? undefined,
    // What is covered names it as well as what takes it off: `commit_type` tells no credit from a prepaid commit.
    ...(type === 'commit_purchase' ? {} : { applied_commit_or_credit: { id, type: commit.type } }),
    ...(commit.type === 'POSTPAID' && product?.type === 'FIXED' ? { postpaid_commit: { id } } : {}),
  }
}

function sourceOf(name: string, source: LineSource | null) {
  return source === null ? {} : { [`${name}_id`]: source.id, [`${name}_custom_fields`]: source.customFields }
}
