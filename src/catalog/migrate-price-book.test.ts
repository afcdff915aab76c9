import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { getContract } from './contracts/get.ts'
import type { ContractTerms } from './contracts/terms.ts'
import { openCatalogFile } from './database.ts'
import { listCatalogMigrations, migrateCatalog } from './migrate.ts'
import { USD_CENTS_ID } from './pricing-units/get.ts'
import { getProduct } from './products/get.ts'
import { findRatesOfCard } from './rates/find-of-card.ts'
import { at } from './testing/memory-catalog.ts'

const MADE = at('2024-07-15T12:34:56Z')
const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const JANUARY = at('2025-01-01T00:00:00Z')

const FOLDER = new URL('../../sql/catalog/', import.meta.url)
const LAST_OF_BEFORE = '0010_customer_exports.sql'

/** A catalog as it was when all products had usage and all prices were flat. */
function openOldCatalog() {
  const { file, catalog } = openCatalogFile(':memory:')
  onTestFinished(() => catalog.destroy())
  file.exec('CREATE TABLE migrations (name TEXT NOT NULL PRIMARY KEY) STRICT')
  for (const name of listCatalogMigrations().filter((name) => name <= LAST_OF_BEFORE)) {
    file.exec(readFileSync(new URL(name, FOLDER), 'utf8'))
    file.prepare('INSERT INTO migrations (name) VALUES (?)').run(name)
  }
  file.exec(`
    INSERT INTO billable_metrics (id, name, definition, custom_fields, created_at)
      VALUES ('metric', 'Requests', '{}', '{}', ${MADE});

    INSERT INTO products (id, type, custom_fields) VALUES ('calls', 'USAGE', '{}');
    INSERT INTO products (id, type, custom_fields, archived_at) VALUES ('storage', 'USAGE', '{"erp":"17"}', ${AUGUST});
    INSERT INTO product_versions
      (product_id, name, billable_metric_id, quantity_conversion, quantity_rounding, pricing_group_key,
       presentation_group_key, sql_breakdown_granularity, tags, created_at)
    VALUES
      ('calls', 'API calls', 'metric', NULL, NULL, '[]', '[]', 'HOUR', '[]', ${MADE}),
      ('storage', 'Storage', 'metric',
       '{"factor":"1073741824.000000000000000001","operation":"DIVIDE","name":"GB"}',
       '{"method":"ROUND_UP","decimalPlaces":2}', '["region"]', '["user"]', 'SERVICE_PERIOD', '["core"]', ${MADE});

    INSERT INTO rate_cards (id, name, fiat_credit_type_id, custom_fields, created_at)
      VALUES ('card', 'List prices', '${USD_CENTS_ID}', '{}', ${MADE});
    INSERT INTO rates
      (id, rate_card_id, product_id, pricing_group_values, starting_at, ending_before, entitled, rate_type, price,
       credit_type_id, created_at)
    VALUES
      ('rate-1', 'card', 'storage', '{"region":"eu"}', ${AUGUST}, ${SEPTEMBER}, 0, 'FLAT', '0.00000000000000000001',
       '${USD_CENTS_ID}', ${MADE}),
      ('rate-2', 'card', 'calls', '{}', ${AUGUST}, NULL, 1, 'FLAT', '2', '${USD_CENTS_ID}', ${MADE}),
      ('rate-3', 'card', 'storage', '{"region":"us"}', ${SEPTEMBER}, NULL, 1, 'FLAT', '3', '${USD_CENTS_ID}', ${MADE});

    INSERT INTO customers (id, name, custom_fields, created_at, updated_at)
      VALUES ('acme', 'Acme', '{}', ${MADE}, ${MADE});
    INSERT INTO contracts
      (id, customer_id, rate_card_id, name, uniqueness_key, starting_at, initial_ending_before, ending_before,
       billing_frequency, billing_anchor_at, net_payment_terms_days, custom_fields, created_at)
    VALUES
      ('shortened', 'acme', 'card', 'Enterprise', 'deal-1', ${AUGUST}, NULL, ${JANUARY}, 'MONTHLY', ${AUGUST}, 30,
       '{"crm":"1"}', ${MADE}),
      ('as-made', 'acme', 'card', NULL, NULL, ${AUGUST}, ${SEPTEMBER}, ${SEPTEMBER}, 'MONTHLY', ${AUGUST}, NULL,
       '{}', ${MADE});
  `)
  return { file, catalog }
}

test('products made before the price book are USAGE products with one version, no digit of their conversion lost', async () => {
  const { file, catalog } = openOldCatalog()
  migrateCatalog(file)
  const calls = await getProduct({ catalog }, 'calls')
  const plain = {
    name: 'API calls',
    tags: [],
    isRefundable: true,
    billableMetricId: 'metric',
    quantityConversion: null,
    quantityRounding: null,
    pricingGroupKey: [],
    presentationGroupKey: [],
    sqlBreakdownGranularity: 'HOUR',
    netsuiteInternalItemId: null,
    netsuiteOverageItemId: null,
    composite: null,
    startingAt: null,
    changed: [],
    createdAt: MADE,
  }
  expect(calls).toEqual({
    seq: 1,
    id: 'calls',
    type: 'USAGE',
    customFields: {},
    archivedAt: null,
    versions: [plain],
  })
  const storage = await getProduct({ catalog }, 'storage')
  expect(storage).toEqual({
    seq: 2,
    id: 'storage',
    type: 'USAGE',
    customFields: { erp: '17' },
    archivedAt: AUGUST,
    versions: [
      {
        ...plain,
        name: 'Storage',
        tags: ['core'],
        quantityConversion: {
          factor: new Decimal('1073741824.000000000000000001'),
          operation: 'DIVIDE',
          name: 'GB',
        },
        quantityRounding: { method: 'ROUND_UP', decimalPlaces: 2 },
        pricingGroupKey: ['region'],
        presentationGroupKey: ['user'],
        sqlBreakdownGranularity: 'SERVICE_PERIOD',
      },
    ],
  })
})

test('rates made before the price book are flat, exact to the last digit', async () => {
  const { file, catalog } = openOldCatalog()
  migrateCatalog(file)
  const rest = { commitRate: null, billingFrequency: null, creditTypeId: USD_CENTS_ID }
  expect(await findRatesOfCard({ catalog }, 'card')).toEqual([
    {
      ...rest,
      seq: 1,
      id: 'rate-1',
      productId: 'storage',
      pricingGroupValues: { region: 'eu' },
      startingAt: AUGUST,
      endingBefore: SEPTEMBER,
      isEntitled: false,
      price: { rateType: 'FLAT', price: new Decimal('0.00000000000000000001') },
    },
    {
      ...rest,
      seq: 2,
      id: 'rate-2',
      productId: 'calls',
      pricingGroupValues: {},
      startingAt: AUGUST,
      endingBefore: null,
      isEntitled: true,
      price: { rateType: 'FLAT', price: new Decimal(2) },
    },
    {
      ...rest,
      seq: 3,
      id: 'rate-3',
      productId: 'storage',
      pricingGroupValues: { region: 'us' },
      startingAt: SEPTEMBER,
      endingBefore: null,
      isEntitled: true,
      price: { rateType: 'FLAT', price: new Decimal(3) },
    },
  ])
})

test('the products of a card made before the price book are in the order in which they got their first rate', () => {
  const { file } = openOldCatalog()
  migrateCatalog(file)
  const order = file.prepare('SELECT product_id FROM rate_card_products ORDER BY position').all()
  expect(order.map((row) => row['product_id'])).toEqual(['storage', 'calls'])
})

test('a contract made before the price book says what it was made with, then the end that it got', async () => {
  const { file, catalog } = openOldCatalog()
  migrateCatalog(file)
  const terms: ContractTerms = {
    name: 'Enterprise',
    rateCardId: 'card',
    startingAt: AUGUST,
    endingBefore: null,
    netPaymentTermsDays: 30,
    totalContractValue: null,
    netsuiteSalesOrderId: null,
    salesforceOpportunityId: null,
    usageStatementSchedule: { frequency: 'MONTHLY', anchorAt: AUGUST, invoiceGenerationStartingAt: null },
    scheduledChargesOnUsageInvoices: null,
    multiplierOverridePrioritization: 'LOWEST_MULTIPLIER',
    overrides: [],
    scheduledCharges: [],
    discounts: [],
    professionalServices: [],
    resellerRoyalties: [],
    subscriptions: [],
    recurringCommits: [],
    recurringCredits: [],
    spendThreshold: null,
    prepaidThreshold: null,
    usageFilters: [],
  }
  const shortened = await getContract({ catalog }, { customerId: 'acme', contractId: 'shortened' })
  expect(shortened).toMatchObject({ uniquenessKey: 'deal-1', customFields: { crm: '1' }, createdAt: MADE })
  expect(shortened.versions.map((version) => [version.kind, version.terms])).toEqual([
    ['CREATE', terms],
    ['END_DATE', { ...terms, endingBefore: JANUARY }],
  ])
  const { terms: newest, versions } = await getContract(
    { catalog },
    { customerId: 'acme', contractId: 'as-made' },
  )
  expect(versions.map(({ kind }) => kind)).toEqual(['CREATE'])
  expect(newest).toEqual({ ...terms, name: null, endingBefore: SEPTEMBER, netPaymentTermsDays: null })
})

test('a migrated catalog still refuses references to nothing', () => {
  const { file } = openOldCatalog()
  migrateCatalog(file)
  const insert = () => file.exec("INSERT INTO rate_card_products VALUES ('card', 'nothing', 9)")
  expect(insert).toThrow('FOREIGN KEY constraint failed')
})
