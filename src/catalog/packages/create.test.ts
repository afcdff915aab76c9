import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { addRate } from '../rates/add.ts'
import { archiveRateCard } from '../rate-cards/archive.ts'
import { newSpecifier, openDealDesk } from '../testing/contract-terms.ts'
import { addRateCard, newRate } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import {
  days,
  months,
  newPackageTerms,
  packageCharge,
  packageOverride,
  packageSubscription,
  years,
} from '../testing/packages.ts'
import { refusalOf } from '../testing/refusal.ts'
import { createPackage, type NewPackage } from './create.ts'
import { getPackage } from './get.ts'
import type { NewPackageTerms } from './terms.ts'

type Desk = Awaited<ReturnType<typeof openDealDesk>>

function make(
  { scope, card }: Desk,
  terms: Partial<NewPackageTerms> = {},
  changes: Partial<NewPackage> = {},
) {
  return createPackage(scope, {
    name: 'Starter',
    uniquenessKey: null,
    aliases: [],
    terms: newPackageTerms({ rateCardId: card.id, ...terms }),
    ...changes,
  })
}

test('a package comes back as it was made, each charge in its unit', async () => {
  const desk = await openDealDesk()
  const terms = newPackageTerms({
    rateCardId: desk.card.id,
    contractName: 'Starter plan',
    duration: years(1),
    netPaymentTermsDays: 30,
    usageStatementSchedule: {
      frequency: 'QUARTERLY',
      day: 'CONTRACT_START',
      invoiceGenerationStartingAtOffset: months(1),
    },
    overrides: [
      packageOverride({ duration: months(3), multiplier: new Decimal('0.12345678901234567890123') }),
    ],
    scheduledCharges: [packageCharge(desk.setup.id, days(1))],
    subscriptions: [packageSubscription(desk.seats.id, { startingAtOffset: days(7), duration: months(2) })],
  })
  const aliases = [{ name: 'starter', startingAt: null, endingBefore: at('2025-01-01T00:00:00Z') }]
  const made = await make(desk, terms, { uniquenessKey: 'starter-1', aliases })
  expect(made).toEqual({
    seq: 1,
    id: made.id,
    name: 'Starter',
    uniquenessKey: 'starter-1',
    aliases,
    terms: {
      ...terms,
      scheduledCharges: [{ ...packageCharge(desk.setup.id, days(1)), creditTypeId: USD_CENTS_ID }],
    },
    createdAt: at('2024-08-15T12:00:00Z'),
    archivedAt: null,
  })
  expect(await getPackage(desk.scope, made.id)).toEqual(made)
})

test('a package that does not exist is not found', async () => {
  const refusal = await refusalOf(getPackage(openTestCatalog(), 'none'))
  expect([refusal.kind, refusal.message]).toEqual(['not_found', 'package_id: package none was not found'])
})

test('a uniqueness key makes one package', async () => {
  const desk = await openDealDesk()
  const first = await make(desk, {}, { uniquenessKey: 'key' })
  const refusal = await refusalOf(make(desk, {}, { uniquenessKey: 'key', name: 'Other' }))
  expect(refusal).toMatchObject({ kind: 'conflict', details: { conflicting_id: first.id } })
})

test('a package may be made before its card has the alias and its prices start', async () => {
  const desk = await openDealDesk()
  const later = at('2025-01-01T00:00:00Z')
  const card = await addRateCard(desk.scope, {
    aliases: [{ name: 'next year', startingAt: later, endingBefore: null }],
  })
  await addRate(
    desk.scope,
    card.id,
    newRate(desk.seats.id, { startingAt: later, billingFrequency: 'MONTHLY' }),
  )
  const made = await make(desk, {
    rateCardId: null,
    rateCardAlias: 'next year',
    subscriptions: [packageSubscription(desk.seats.id)],
  })
  expect(made.terms.rateCardAlias).toBe('next year')
})

describe('a package is refused, and nothing of it kept,', () => {
  const refused: [string, string, (desk: Desk) => Partial<NewPackageTerms>, kind?: string][] = [
    [
      'on a card that does not exist',
      'rate_card_id: rate card none was not found',
      () => ({ rateCardId: 'none' }),
      'not_found',
    ],
    [
      'on an alias that no card ever had',
      'rate_card_alias: no rate card has the alias "none"',
      () => ({ rateCardId: null, rateCardAlias: 'none' }),
      'not_found',
    ],
    [
      'with a card and an alias',
      'rate_card_alias: cannot be given together with rate_card_id',
      () => ({ rateCardAlias: 'list' }),
    ],
    [
      'with a charge of a product that does not exist',
      'scheduled_charges.0.product_id: product none was not found',
      () => ({ scheduledCharges: [packageCharge('none', days(1))] }),
      'not_found',
    ],
    [
      'with a charge of a product of another type',
      'scheduled_charges.0.product_id: must be a product of type FIXED, not USAGE',
      ({ requests }) => ({ scheduledCharges: [packageCharge(requests.id, days(1))] }),
    ],
    [
      'with an override that breaks a rule of its type',
      'overrides.1.priority: is required, as multiplier_override_prioritization is EXPLICIT',
      () => ({
        multiplierOverridePrioritization: 'EXPLICIT',
        overrides: [packageOverride({ priority: new Decimal(1) }), packageOverride()],
      }),
    ],
    [
      'with an override of a product that does not exist',
      'overrides.0.override_specifiers.0.product_id: product none was not found',
      () => ({ overrides: [packageOverride({ specifiers: [newSpecifier({ productId: 'none' })] })] }),
      'not_found',
    ],
    [
      'with a subscription that the card has no rate for',
      'subscriptions.0.subscription_rate: the rate card has no ANNUAL rate',
      ({ seats }) => ({ subscriptions: [packageSubscription(seats.id, { billingFrequency: 'ANNUAL' })] }),
    ],
    [
      'with an override that starts when the contract ends',
      "overrides.0.starting_at_offset: must be before the package's duration is over",
      () => ({ duration: days(10), overrides: [packageOverride({ startingAtOffset: days(10) })] }),
    ],
    [
      'with an override that outlasts the contract',
      "overrides.0.duration: must not go past the package's own",
      () => ({
        duration: days(10),
        overrides: [packageOverride({ startingAtOffset: days(5), duration: days(6) })],
      }),
    ],
    [
      'with a subscription that outlasts the contract',
      "subscriptions.0.duration: must not go past the package's own",
      ({ seats }) => ({
        duration: months(2),
        subscriptions: [packageSubscription(seats.id, { duration: months(3) })],
      }),
    ],
    [
      'with a charge after the end of the contract',
      "scheduled_charges.0.schedule.schedule_items.0.date_offset: must not go past the package's duration",
      ({ setup }) => ({ duration: days(10), scheduledCharges: [packageCharge(setup.id, days(11))] }),
    ],
    [
      'with invoices that begin after the end of the contract',
      'usage_statement_schedule.invoice_generation_starting_at_offset: must be before',
      () => ({
        duration: days(10),
        usageStatementSchedule: {
          frequency: 'MONTHLY',
          day: 'FIRST_OF_MONTH',
          invoiceGenerationStartingAtOffset: days(10),
        },
      }),
    ],
  ]

  test.each(refused)('%s', async (_, message, terms, kind = 'invalid') => {
    const desk = await openDealDesk()
    const refusal = await refusalOf(make(desk, terms(desk)))
    expect([refusal.kind, refusal.message]).toEqual([kind, expect.stringContaining(message)])
    expect(desk.scope.file.prepare('SELECT count(*) AS n FROM packages').get()).toEqual({ n: 0 })
  })

  test('on an archived card', async () => {
    const desk = await openDealDesk()
    await archiveRateCard(desk.scope, desk.card.id)
    expect((await refusalOf(make(desk))).message).toBe(`rate_card_id: rate card ${desk.card.id} is archived`)
  })

  test('with an alias that ends before it starts', async () => {
    const desk = await openDealDesk()
    const alias = {
      name: 'a',
      startingAt: at('2024-09-01T00:00:00Z'),
      endingBefore: at('2024-09-01T00:00:00Z'),
    }
    const refusal = await refusalOf(make(desk, {}, { aliases: [alias] }))
    expect(refusal.message).toBe('aliases.0.ending_before: must be after starting_at')
  })
})

test('a part may last exactly as long as the package, and a charge fall on its end', async () => {
  const desk = await openDealDesk()
  const made = await make(desk, {
    duration: days(10),
    overrides: [packageOverride({ startingAtOffset: days(4), duration: days(6) })],
    scheduledCharges: [packageCharge(desk.setup.id, days(10))],
  })
  expect(made.terms.overrides).toHaveLength(1)
})
