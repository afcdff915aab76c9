import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { newRecurring, newUsageSpecifier } from '../testing/balances.ts'
import { newEdit, newSubscription, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import type { RecurringUpdate } from './contract-change.ts'
import { editContract } from './edit.ts'
import type { NewRecurringBalance } from './new-terms.ts'
import { updateContractEndDate } from './update-end-date.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'

type Desk = Awaited<ReturnType<typeof openDealDesk>>
type Given = (desk: Desk) => Partial<NewRecurringBalance>

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

/** What each seat, or unit, of a subscription gets. */
const perUnit = { unitPrice: new Decimal(10), quantity: null, creditTypeId: USD_CENTS_ID }
const ofSubscription = (subscriptionId: string, allocation: 'POOLED' | 'INDIVIDUAL' = 'POOLED') => ({
  accessAmount: perUnit,
  subscription: { subscriptionId, allocation, isSeatIncreaseProrated: true },
})
const withSeats = {
  quantityManagementMode: 'SEAT_BASED',
  seatConfig: { seatGroupKey: 'seat', initialSeatIds: ['a'], initialUnassignedSeats: 0 },
} as const

test('a contract has its recurring commits and credits as they were given', async () => {
  const { setup, requests, sign } = await openDealDesk()
  const invoiceAmount = { unitPrice: new Decimal(8), quantity: new Decimal(5), creditTypeId: USD_CENTS_ID }
  const { temporaryId: _, ...commit } = newRecurring(setup.id, {
    name: 'Monthly',
    invoiceAmount,
    endingBefore: OCTOBER,
    recurrenceFrequency: 'WEEKLY',
    durationPeriods: 2,
    proration: 'LAST',
    invoiceRounding: { method: 'FLOOR', decimalPlaces: 0 },
    rolloverFraction: new Decimal('0.5'),
    rateType: 'COMMIT_RATE',
    specifiers: [newUsageSpecifier({ productId: requests.id })],
  })
  const { terms } = await sign({
    recurringCommits: [{ ...commit, temporaryId: 'weekly' }],
    recurringCredits: [newRecurring(setup.id)],
  })
  const made = { id: expect.any(String) as string, createdAt: at('2024-08-15T12:00:00Z') }
  expect(terms.recurringCommits).toEqual([
    { ...commit, ...made, applicableProductIds: [], applicableProductTags: [] },
  ])
  expect(terms.recurringCredits).toMatchObject([
    { rateType: 'LIST_RATE', proration: 'FIRST_AND_LAST', recurrenceFrequency: null, invoiceAmount: null },
  ])
})

describe('a recurring credit may be of a subscription', () => {
  test('that the contract has, or that comes with it', async () => {
    const { scope, customer, setup, seats, sign } = await openDealDesk()
    const contract = await sign({
      subscriptions: [newSubscription(seats.id, { temporaryId: 'team' })],
      recurringCredits: [newRecurring(setup.id, ofSubscription('team'))],
    })
    const [subscription] = contract.terms.subscriptions
    expect(contract.terms.recurringCredits[0]?.subscription).toEqual({
      subscriptionId: subscription?.id,
      allocation: 'POOLED',
      isSeatIncreaseProrated: true,
    })
    expect(subscription).not.toHaveProperty('temporaryId')
    const added = { recurringCommits: [newRecurring(setup.id, ofSubscription(subscription?.id ?? ''))] }
    const ref = { customerId: customer.id, contractId: contract.id }
    const { terms } = await editContract(scope, ref, newEdit({ added }))
    expect(terms.recurringCommits[0]?.subscription?.subscriptionId).toBe(subscription?.id)
  })

  test('and of each seat, where there are seats', async () => {
    const { setup, seats, sign } = await openDealDesk()
    const individual = newRecurring(setup.id, ofSubscription('team', 'INDIVIDUAL'))
    const of = (changes: object) =>
      sign({
        subscriptions: [newSubscription(seats.id, { temporaryId: 'team', ...changes })],
        recurringCredits: [individual],
      })
    expect((await refusalOf(of({}))).message).toBe(
      'recurring_credits.0.subscription_config.allocation: INDIVIDUAL needs a SEAT_BASED subscription',
    )
    const { terms } = await of({ ...withSeats, initialQuantity: null })
    expect(terms.recurringCredits[0]?.subscription?.allocation).toBe('INDIVIDUAL')
  })
})

describe('a recurring commit is refused', () => {
  test.each<[field: string, rule: string, given: Given]>([
    [
      'product_id',
      'must be a product of type FIXED, not USAGE',
      ({ requests }) => ({ productId: requests.id }),
    ],
    ['starting_at', "must not be before the contract's starting_at", () => ({ startingAt: AUGUST - 1 })],
    ['ending_before', 'must be after starting_at', () => ({ endingBefore: AUGUST })],
    [
      'access_amount.quantity',
      'is required where there is no subscription_config',
      () => ({ accessAmount: perUnit }),
    ],
    [
      'access_amount.quantity',
      "is the subscription's where there is a subscription_config",
      () => ({ ...ofSubscription('any'), accessAmount: { ...perUnit, quantity: new Decimal(1) } }),
    ],
    [
      'access_amount.unit_price',
      'must not be negative',
      () => ({ accessAmount: { ...perUnit, unitPrice: new Decimal(-1), quantity: new Decimal(1) } }),
    ],
    [
      'invoice_amount.quantity',
      'must not be negative',
      () => ({ invoiceAmount: { ...perUnit, quantity: new Decimal(-1) } }),
    ],
    [
      'access_amount.credit_type_id',
      `must be the rate card's currency, ${USD_CENTS_ID}, or a unit that the card converts`,
      () => ({ accessAmount: { ...perUnit, quantity: new Decimal(1), creditTypeId: 'points' } }),
    ],
    ['rollover_fraction', 'must be from 0 to 1', () => ({ rolloverFraction: new Decimal(2) })],
    [
      'subscription_config.subscription_id',
      'the contract has no subscription "team"',
      () => ofSubscription('team'),
    ],
  ])('by its %s: %s', async (field, rule, given) => {
    const desk = await openDealDesk()
    const refusal = await refusalOf(
      desk.sign({ recurringCommits: [newRecurring(desk.setup.id, given(desk))] }),
    )
    expect(refusal).toMatchObject({ kind: 'invalid', message: `recurring_commits.0.${field}: ${rule}` })
  })

  test('as a daily one that has recurred for more than ten years', async () => {
    const { scope, setup, sign } = await openDealDesk()
    const startingAt = at('2024-08-01T00:00:00Z')
    const daily = newRecurring(setup.id, { recurrenceFrequency: 'DAILY', startingAt })
    scope.setNow(at('2034-08-01T00:00:00Z'))
    await sign({ startingAt, endingBefore: null, recurringCommits: [daily] })
    scope.setNow(at('2034-08-01T01:00:00Z'))
    const refusal = await refusalOf(sign({ startingAt, endingBefore: null, recurringCommits: [daily] }))
    expect(refusal.message).toBe(
      'recurring_commits.0.starting_at: a DAILY recurrence must not begin more than 10 years ago',
    )
  })

  test('as a second daily one, and as a daily one of a subscription', async () => {
    const { setup, seats, sign } = await openDealDesk()
    const daily = newRecurring(setup.id, { recurrenceFrequency: 'DAILY' })
    await sign({ recurringCommits: [daily], recurringCredits: [daily] })
    const second = await refusalOf(sign({ recurringCommits: [daily, newRecurring(setup.id), daily] }))
    expect(second.message).toBe(
      'recurring_commits.2.recurrence_frequency: the contract has a DAILY one already',
    )
    const ofTeam = { ...daily, ...ofSubscription('team') }
    const subscriptions = [newSubscription(seats.id, { temporaryId: 'team' })]
    expect((await refusalOf(sign({ subscriptions, recurringCommits: [ofTeam] }))).message).toBe(
      'recurring_commits.0.subscription_config.subscription_id: a DAILY recurrence cannot be of a subscription',
    )
  })
})

describe('an edit of a recurring commit', () => {
  async function openRecurring() {
    const { scope, customer, setup, sign } = await openDealDesk()
    const invoiceAmount = { unitPrice: new Decimal(8), quantity: new Decimal(5), creditTypeId: USD_CENTS_ID }
    const contract = await sign({
      recurringCommits: [newRecurring(setup.id, { invoiceAmount, endingBefore: OCTOBER })],
      recurringCredits: [newRecurring(setup.id)],
    })
    const ref = { customerId: customer.id, contractId: contract.id }
    const [commit] = contract.terms.recurringCommits
    const [credit] = contract.terms.recurringCredits
    const edit = async (list: 'Commit' | 'Credit', update: Omit<RecurringUpdate, 'id'>) => {
      const id = (list === 'Commit' ? commit : credit)?.id ?? ''
      const changes = { [`recurring${list}Updates`]: [{ id, ...update }] }
      const { terms } = await editContract(scope, ref, newEdit({ changes }))
      return terms[`recurring${list}s`][0]
    }
    return { scope, ref, commit, credit, edit }
  }

  test('changes what it names and leaves the rest', async () => {
    const { commit, edit } = await openRecurring()
    const rounding = { method: 'HALF_UP', decimalPlaces: 2 } as const
    const update = {
      accessAmount: { unitPrice: new Decimal(11), quantity: null },
      invoiceAmount: { unitPrice: null, quantity: new Decimal(4) },
      endingBefore: null,
      rateType: 'COMMIT_RATE',
      accessRounding: rounding,
    } as const
    expect(await edit('Commit', update)).toEqual({
      ...commit,
      accessAmount: { ...commit?.accessAmount, unitPrice: new Decimal(11) },
      invoiceAmount: { ...commit?.invoiceAmount, quantity: new Decimal(4) },
      endingBefore: null,
      rateType: 'COMMIT_RATE',
      accessRounding: rounding,
    })
    expect(await edit('Commit', { accessRounding: null })).toMatchObject({ accessRounding: null })
  })

  test.each<[message: string, list: 'Commit' | 'Credit', update: Omit<RecurringUpdate, 'id'>]>([
    ['update_recurring_commits.0: changes nothing of the recurring commit', 'Commit', {}],
    [
      'update_recurring_commits.0.access_amount.unit_price: must not be negative',
      'Commit',
      { accessAmount: { unitPrice: new Decimal(-1), quantity: null } },
    ],
    [
      'update_recurring_commits.0.ending_before: must be after starting_at',
      'Commit',
      { endingBefore: AUGUST },
    ],
    [
      'update_recurring_credits.0.invoice_amount: the recurring commit has none to change',
      'Credit',
      { invoiceAmount: { unitPrice: new Decimal(1), quantity: null } },
    ],
  ])('is refused: %s', async (message, list, update) => {
    const { edit } = await openRecurring()
    expect(await refusalOf(edit(list, update))).toMatchObject({ kind: 'invalid', message })
  })

  test('finds none of the other list', async () => {
    const { scope, ref, credit } = await openRecurring()
    const changes = { recurringCommitUpdates: [{ id: credit?.id ?? '', endingBefore: SEPTEMBER }] }
    expect(await refusalOf(editContract(scope, ref, newEdit({ changes })))).toMatchObject({
      kind: 'not_found',
      message: `update_recurring_commits.0.recurring_commit_id: recurring commit ${credit?.id} was not found`,
    })
  })
})

test('a contract that ends earlier stops them there', async () => {
  const { scope, customer, setup, sign } = await openDealDesk()
  const later = newRecurring(setup.id, { startingAt: OCTOBER })
  const lasting = newRecurring(setup.id, { endingBefore: at('2025-01-01T00:00:00Z') })
  const { id } = await sign({
    recurringCommits: [lasting, later],
    recurringCredits: [newRecurring(setup.id)],
  })
  const ref = { customerId: customer.id, contractId: id }
  await updateContractEndDate(scope, ref, SEPTEMBER)
  const { terms } = await editContract(scope, ref, newEdit({ changes: { name: 'Ended' } }))
  expect(terms.recurringCommits.map(({ endingBefore }) => endingBefore)).toEqual([SEPTEMBER])
  expect(terms.recurringCredits.map(({ endingBefore }) => endingBefore)).toEqual([null])
})
