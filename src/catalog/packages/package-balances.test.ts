import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { findBalances } from '../balances/find.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { archiveProduct } from '../products/archive.ts'
import { newUsageSpecifier } from '../testing/balances.ts'
import { newSpecifier } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import {
  days,
  months,
  openPackageDesk,
  packageCommit,
  packageCredit,
  packageOverride,
  packageRecurring,
  packageSubscription,
} from '../testing/packages.ts'
import { refusalOf } from '../testing/refusal.ts'
import { getPackage } from './get.ts'
import { listContractsOnPackage } from './list-contracts.ts'
import { AT_START } from './offset.ts'
import type { NewPackageTerms } from './terms.ts'

type Desk = Awaited<ReturnType<typeof openPackageDesk>>

const SEPTEMBER = at('2024-09-01T00:00:00Z')
const END_OF_AUGUST = at('2024-08-31T00:00:00Z')

const text = (instant: Instant | null) => (instant === null ? null : formatInstant(instant).slice(0, 10))
const decimal = (value: string) => new Decimal(value)

/** What each unit of a subscription that is called `seats` gets. */
const perSeat = {
  accessAmount: { unitPrice: decimal('10'), quantity: null, creditTypeId: USD_CENTS_ID },
  subscription: { subscriptionId: 'seats', allocation: 'POOLED', isSeatIncreaseProrated: false },
} as const

/** An amount that is paid on a date. */
const invoiceOf = (amount: string, dateOffset = AT_START) => ({
  creditTypeId: null,
  items: [{ dateOffset, unitPrice: decimal(amount), quantity: decimal('1') }],
  doNotInvoice: false,
})

test('a package comes back with its commits and credits as they were given, their defaults beside', async () => {
  const { scope, setup, requests, make } = await openPackageDesk()
  const commit = packageCommit(setup.id, {
    name: 'Prepaid',
    temporaryId: 'prepaid',
    rolloverFraction: decimal('0.12345678901234567890123'),
    customFields: { origin: 'plan' },
  })
  const credit = packageCredit(setup.id, {
    specifiers: [newUsageSpecifier({ productId: requests.id })],
    rateType: 'COMMIT_RATE',
  })
  const recurring = packageRecurring(setup.id, { duration: months(3), proration: 'NONE' })
  const { id } = await make({
    commits: [commit],
    credits: [credit],
    recurringCommits: [recurring],
    recurringCredits: [packageRecurring(setup.id)],
  })
  expect((await getPackage(scope, id)).terms).toMatchObject({
    commits: [
      {
        ...commit,
        rateType: 'LIST_RATE',
        access: { ...commit.access, creditTypeId: USD_CENTS_ID },
        invoice: { ...commit.invoice, creditTypeId: USD_CENTS_ID },
      },
    ],
    credits: [{ ...credit, access: { ...credit.access, creditTypeId: USD_CENTS_ID } }],
    recurringCommits: [{ ...recurring, rateType: 'LIST_RATE' }],
    recurringCredits: [{ proration: 'FIRST_AND_LAST' }],
  })
})

test('a package that was stored before it could have commits has none, and still makes contracts', async () => {
  const { scope, make, signOn } = await openPackageDesk()
  const { id } = await make()
  scope.file.exec(
    `UPDATE packages SET body = json_remove(body, '$.commits', '$.credits', '$.recurringCommits', '$.recurringCredits')`,
  )
  const { terms } = await getPackage(scope, id)
  const { commits, credits, recurringCommits, recurringCredits } = terms
  expect([commits, credits, recurringCommits, recurringCredits]).toEqual([[], [], [], []])
  expect((await signOn({ packageId: id })).packageId).toBe(id)
})

describe('a contract from a package', () => {
  test('has its commits and credits, dated from its own start on', async () => {
    const { scope, customer, setup, make, signOn } = await openPackageDesk()
    const second = { amount: decimal('300'), startingAtOffset: months(1), duration: months(1) }
    const { id: packageId } = await make({
      commits: [
        packageCommit(setup.id, {
          access: { creditTypeId: null, segments: [second] },
          invoice: invoiceOf('300', months(1)),
          customFields: { origin: 'plan' },
        }),
      ],
      credits: [packageCredit(setup.id, { name: 'Welcome' })],
    })
    const contract = await signOn({ packageId }, END_OF_AUGUST)
    const balances = await findBalances(scope, customer.id)
    expect(balances.map(({ type, contractId, terms }) => [type, contractId, terms.name])).toEqual([
      ['PREPAID', contract.id, null],
      ['CREDIT', contract.id, 'Welcome'],
    ])
    // A month after 31 August is 30 September, and two are 31 October.
    expect(
      balances.map(({ terms }) =>
        terms.access.segments.map(({ amount, startingAt, endingBefore }) => [
          amount.toFixed(),
          text(startingAt),
          text(endingBefore),
        ]),
      ),
    ).toEqual([[['300', '2024-09-30', '2024-10-31']], [['1000', '2024-08-31', '2024-09-30']]])
    const items = balances[0]?.terms.invoice?.items ?? []
    expect(items.map(({ amount, timestamp }) => [amount.toFixed(), text(timestamp)])).toEqual([
      ['300', '2024-09-30'],
    ])
    expect(balances[0]?.terms.customFields).toEqual({ origin: 'plan' })
  })

  test('has commits that may be drawn and trued up after it, as any contract may', async () => {
    const { scope, customer, setup, make, signOn } = await openPackageDesk()
    const { id: packageId } = await make({
      duration: months(1),
      commits: [
        packageCommit(setup.id, {
          type: 'POSTPAID',
          access: {
            creditTypeId: null,
            segments: [{ amount: decimal('50'), startingAtOffset: AT_START, duration: months(2) }],
          },
          invoice: invoiceOf('50', months(3)),
        }),
      ],
    })
    const { terms } = await signOn({ packageId }, SEPTEMBER)
    const [commit] = await findBalances(scope, customer.id)
    expect([
      text(terms.endingBefore),
      text(commit?.terms.access.segments[0]?.endingBefore ?? null),
      text(commit?.terms.invoice?.items[0]?.timestamp ?? null),
    ]).toEqual(['2024-10-01', '2024-11-01', '2024-12-01'])
  })

  test('has recurring commits and credits that end with it at the latest, of its own subscriptions', async () => {
    const { setup, seats, make, signOn } = await openPackageDesk()
    const { id: packageId } = await make({
      duration: months(1),
      subscriptions: [packageSubscription(seats.id, { temporaryId: 'seats' })],
      recurringCommits: [
        packageRecurring(setup.id, {
          startingAtOffset: days(7),
          duration: days(14),
          recurrenceFrequency: 'WEEKLY',
        }),
      ],
      recurringCredits: [packageRecurring(setup.id, { ...perSeat, duration: days(31) })],
    })
    const { terms } = await signOn({ packageId }, SEPTEMBER)
    // 8 September and 14 days; September has 30 days, so that 31 are cut to the contract's end.
    expect(
      [...terms.recurringCommits, ...terms.recurringCredits].map((one) => [
        text(one.startingAt),
        text(one.endingBefore),
        one.subscription?.subscriptionId,
      ]),
    ).toEqual([
      ['2024-09-08', '2024-09-22', undefined],
      ['2024-09-01', '2024-10-01', terms.subscriptions[0]?.id],
    ])
  })

  test('has overrides of its own commits, which its package names by temporary ids', async () => {
    const { scope, customer, setup, make, signOn } = await openPackageDesk()
    const ofCommits = (specifier: Parameters<typeof newSpecifier>[0]) =>
      packageOverride({ isCommitSpecific: true, specifiers: [newSpecifier(specifier)] })
    const { id: packageId } = await make({
      commits: [packageCommit(setup.id), packageCommit(setup.id, { temporaryId: 'big' })],
      recurringCredits: [packageRecurring(setup.id, { temporaryId: 'monthly' })],
      overrides: [ofCommits({ commitIds: ['big'] }), ofCommits({ anyCommitOrCreditIds: ['big', 'monthly'] })],
    })
    for (const startingAt of [END_OF_AUGUST, SEPTEMBER]) {
      const { id, terms } = await signOn({ packageId }, startingAt)
      const own = (await findBalances(scope, customer.id)).filter(({ contractId }) => contractId === id)
      const [, big] = own
      const monthly = terms.recurringCredits[0]?.id
      expect(terms.overrides.map(({ specifiers }) => specifiers[0])).toMatchObject([
        { commitIds: [big?.id], anyCommitOrCreditIds: null },
        { commitIds: null, anyCommitOrCreditIds: [big?.id, monthly] },
      ])
    }
  })

  test('is not made where the product of a commit was archived since', async () => {
    const { scope, customer, setup, make, signOn } = await openPackageDesk()
    const { id: packageId } = await make({ commits: [packageCommit(setup.id)] })
    await archiveProduct(scope, setup.id)
    expect((await refusalOf(signOn({ packageId }))).message).toMatch(
      /^commits\.0\.product_id: .* is archived$/,
    )
    expect((await listContractsOnPackage(scope, packageId, { includeArchived: true })).data).toEqual([])
    expect(await findBalances(scope, customer.id)).toEqual([])
  })
})

describe('a package is refused', () => {
  test.each<[story: string, message: string, terms: (desk: Desk) => Partial<NewPackageTerms>]>([
    [
      'with a commit of a product that is not FIXED',
      'commits.0.product_id: must be a product of type FIXED, not USAGE',
      ({ requests }) => ({ commits: [packageCommit(requests.id)] }),
    ],
    [
      'with a POSTPAID commit that is never billed',
      'commits.0.invoice_schedule: is required for POSTPAID',
      ({ setup }) => ({ commits: [packageCommit(setup.id, { type: 'POSTPAID', invoice: null })] }),
    ],
    [
      'with a POSTPAID commit that is billed at another amount',
      'commits.0.invoice_schedule: must come to the amount of access_schedule for POSTPAID',
      ({ setup }) => ({
        commits: [packageCommit(setup.id, { type: 'POSTPAID', invoice: invoiceOf('999') })],
      }),
    ],
    [
      'with a negative price of a commit',
      'commits.0.invoice_schedule.schedule_items.0.unit_price: must not be negative',
      ({ setup }) => ({ commits: [packageCommit(setup.id, { invoice: invoiceOf('-1') })] }),
    ],
    [
      'with a commit in a unit that its card does not have',
      'commits.0.access_schedule.credit_type_id',
      ({ setup }) => ({
        commits: [packageCommit(setup.id, { access: { creditTypeId: 'none', segments: [] } })],
      }),
    ],
    [
      'with a credit of a negative amount',
      'credits.1.access_schedule.schedule_items.0.amount: must not be negative',
      ({ setup }) => ({
        credits: [
          packageCredit(setup.id),
          packageCredit(setup.id, {
            access: {
              creditTypeId: null,
              segments: [{ amount: decimal('-1'), startingAtOffset: AT_START, duration: days(1) }],
            },
          }),
        ],
      }),
    ],
    [
      'with a credit for products by id and by specifiers',
      'credits.0.specifiers: cannot be given together with applicable_product_ids',
      ({ setup, requests }) => ({
        credits: [
          packageCredit(setup.id, {
            applicableProductIds: [requests.id],
            specifiers: [newUsageSpecifier({ productId: requests.id })],
          }),
        ],
      }),
    ],
    [
      'with a recurring commit that starts when the contract ends',
      "recurring_commits.0.starting_at_offset: must be before the package's duration is over",
      ({ setup }) => ({
        duration: days(10),
        recurringCommits: [packageRecurring(setup.id, { startingAtOffset: days(10) })],
      }),
    ],
    [
      'with a recurring credit that outlasts the contract',
      "recurring_credits.0.duration: must not go past the package's own",
      ({ setup }) => ({
        duration: days(10),
        recurringCredits: [packageRecurring(setup.id, { duration: days(11) })],
      }),
    ],
    [
      'with a recurring credit of no subscription of its own',
      'recurring_credits.0.subscription_config.subscription_id: the contract has no subscription "seats"',
      ({ setup }) => ({ recurringCredits: [packageRecurring(setup.id, perSeat)] }),
    ],
    [
      'with two recurring commits of each day',
      'recurring_commits.1.recurrence_frequency: the contract has a DAILY one already',
      ({ setup }) => {
        const daily = packageRecurring(setup.id, { recurrenceFrequency: 'DAILY' })
        return { recurringCommits: [daily, daily] }
      },
    ],
    [
      'with one temporary id twice',
      'temporary_id: "one" is used twice',
      ({ setup }) => {
        const commit = packageCommit(setup.id, { temporaryId: 'one' })
        return { commits: [commit, commit] }
      },
    ],
    [
      'with an override of a commit that it does not have',
      'overrides.0.override_specifiers.0.commit_ids: the customer has no commit big',
      () => ({
        overrides: [
          packageOverride({ isCommitSpecific: true, specifiers: [newSpecifier({ commitIds: ['big'] })] }),
        ],
      }),
    ],
  ])('%s', async (_, message, terms) => {
    const desk = await openPackageDesk()
    const refusal = await refusalOf(desk.make(terms(desk)))
    expect(refusal.message).toContain(message)
    expect(desk.scope.file.prepare('SELECT count(*) AS n FROM packages').get()).toEqual({ n: 0 })
  })
})
