import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { OverrideSpecifier } from '../../rating/override.ts'
import { findBalances } from '../balances/find.ts'
import { findBalancesOfContracts } from '../balances/of-contracts.ts'
import {
  accessUpdate,
  addCustomerBalance,
  newCommit,
  newCredit,
  newRecurring,
  newSegment,
  ofCustomer,
} from '../testing/balances.ts'
import { newEdit, newOverride, newSpecifier, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { amendContract } from './amend.ts'
import { editContract } from './edit.ts'
import { getContract } from './get.ts'
import { NO_NEW_TERMS } from './new-terms.ts'

const commitPrice = (specifier: Partial<OverrideSpecifier>) =>
  newOverride({ isCommitSpecific: true, specifiers: [newSpecifier(specifier)] })

/** A contract with a commit and a credit, and ways to change it and to see them. */
async function openContract() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const contract = await desk.sign({
    commits: [newCommit(setup.id, { name: 'commit' })],
    credits: [newCredit(setup.id, { name: 'credit' })],
  })
  const ref = { customerId: customer.id, contractId: contract.id }
  const found = () => findBalances(scope, customer.id)
  const [commit, credit] = await found()
  if (commit === undefined || credit === undefined) throw new Error('the contract lacks a commit or credit')
  const edit = (parts: Parameters<typeof newEdit>[0]) => editContract(scope, ref, newEdit(parts))
  return { ...desk, contract, ref, commit, credit, edit, found }
}

describe('an override of commits names', () => {
  test('those of the same request by their temporary ids', async () => {
    const { scope, customer, setup, sign } = await openDealDesk()
    const contract = await sign({
      commits: [newCommit(setup.id), newCommit(setup.id, { temporaryId: 'big' })],
      recurringCommits: [newRecurring(setup.id, { temporaryId: 'monthly' })],
      recurringCredits: [newRecurring(setup.id, { temporaryId: 'free' })],
      overrides: [
        commitPrice({ commitIds: ['big'], recurringCommitIds: ['monthly'] }),
        commitPrice({ anyCommitOrCreditIds: ['free', 'monthly', 'big'] }),
      ],
    })
    const big = (await findBalances(scope, customer.id))[1]?.id
    const { overrides, recurringCommits, recurringCredits } = contract.terms
    const [monthly, free] = [recurringCommits[0]?.id, recurringCredits[0]?.id]
    expect(overrides.map(({ specifiers }) => specifiers)).toMatchObject([
      [{ commitIds: [big], recurringCommitIds: [monthly], anyCommitOrCreditIds: null }],
      [{ commitIds: null, recurringCommitIds: null, anyCommitOrCreditIds: [free, monthly, big] }],
    ])
  })

  test('those that the contract and its customer have, by id', async () => {
    const { scope, customer, setup, commit, credit, edit } = await openContract()
    const own = await addCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id)))
    const ids = { commitIds: [commit.id], anyCommitOrCreditIds: null }
    const any = { anyCommitOrCreditIds: [credit.id, own.id] }
    const { terms } = await edit({ added: { overrides: [commitPrice(ids), commitPrice(any)] } })
    expect(terms.overrides.map(({ specifiers }) => specifiers[0])).toMatchObject([ids, any])
  })

  test.each<
    [message: string, specifier: (ids: { creditId: string; otherId: string }) => Partial<OverrideSpecifier>]
  >([
    ['commit_ids: the customer has no commit none', () => ({ commitIds: ['none'] })],
    ['commit_ids: the customer has no commit CREDIT', ({ creditId }) => ({ commitIds: [creditId] })],
    ['commit_ids: the customer has no commit OTHER', ({ otherId }) => ({ commitIds: [otherId] })],
    [
      'recurring_commit_ids: the contract has no recurring commit none',
      () => ({ recurringCommitIds: ['none'] }),
    ],
    [
      'any_commit_or_credit_ids: cannot be given together with commit_ids',
      () => ({ commitIds: ['a'], anyCommitOrCreditIds: ['b'] }),
    ],
  ])('no others: %s', async (message, specifier) => {
    const { scope, customer, setup, credit, edit, sign } = await openContract()
    await sign({ commits: [newCommit(setup.id)] })
    const otherId = (await findBalances(scope, customer.id))[2]?.id ?? ''
    const overrides = [commitPrice(specifier({ creditId: credit.id, otherId }))]
    const refusal = await refusalOf(edit({ added: { overrides } }))
    const text = message.replace('CREDIT', credit.id).replace('OTHER', otherId)
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: `add_overrides.0.override_specifiers.0.${text}`,
    })
  })

  test('one thing by one name', async () => {
    const { setup, sign } = await openDealDesk()
    const commits = [newCommit(setup.id, { temporaryId: 'a' })]
    const recurringCommits = [newRecurring(setup.id, { temporaryId: 'a' })]
    expect((await refusalOf(sign({ commits, recurringCommits }))).message).toBe(
      'temporary_id: "a" is used twice',
    )
  })
})

describe('an edit of a contract', () => {
  test('adds, changes and archives its commits and credits as one version', async () => {
    const { setup, commit, credit, edit, found } = await openContract()
    const { versions } = await edit({
      changes: {
        commitUpdates: [
          { id: commit.id, update: { name: 'renamed' } },
          {
            id: commit.id,
            update: accessUpdate({ added: [newSegment('2024-09-01T00:00:00Z', '2024-10-01T00:00:00Z', 5)] }),
          },
        ],
        archivedCreditIds: [credit.id],
      },
      added: { credits: [newCredit(setup.id, { name: 'added' })] },
    })
    expect(versions.map(({ kind }) => kind)).toEqual(['CREATE', 'EDIT'])
    const contractVersionId = versions[1]?.id
    expect(await found()).toMatchObject([
      {
        terms: { name: 'renamed', access: { segments: [{}, { amount: new Decimal(5) }] } },
        versions: [{}, { contractVersionId }, { contractVersionId }],
        archivedAt: null,
      },
      { id: credit.id, archivedAt: at('2024-08-15T12:00:00Z'), versions: [{}] },
      { terms: { name: 'added' }, versions: [{ kind: 'CREATE', contractVersionId }] },
    ])
  })

  test('changes nothing where one of the changes is refused', async () => {
    const { ref, scope, setup, commit, credit, edit, found } = await openContract()
    const before = await found()
    const refused = async (parts: Parameters<typeof edit>[0]) => (await refusalOf(edit(parts))).message
    const rename = { id: commit.id, update: { name: 'renamed' } }
    expect(await refused({ changes: { commitUpdates: [rename, { ...rename, id: credit.id }] } })).toBe(
      `update_commits.1.commit_id: commit ${credit.id} was not found`,
    )
    expect(await refused({ changes: { commitUpdates: [{ id: commit.id, update: {} }] } })).toBe(
      'update_commits.0: changes nothing',
    )
    expect(
      await refused({
        changes: { commitUpdates: [rename], archivedCommitIds: [commit.id, commit.id] },
        added: { credits: [newCredit(setup.id)] },
      }),
    ).toBe(`archive_commits.1.id: commit ${commit.id} is archived already`)
    expect(await found()).toEqual(before)
    expect((await getContract(scope, ref)).versions).toHaveLength(1)
  })

  test('does not reach those of other contracts, or of the customer', async () => {
    const { scope, customer, setup, sign, edit } = await openContract()
    const own = await addCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id)))
    await sign({ credits: [newCredit(setup.id)] })
    const other = (await findBalances(scope, customer.id)).at(-1)
    for (const id of [own.id, other?.id ?? '']) {
      const update = await refusalOf(edit({ changes: { creditUpdates: [{ id, update: { name: 'x' } }] } }))
      expect(update.message).toBe(`update_credits.0.credit_id: credit ${id} was not found`)
      const archive = await refusalOf(edit({ changes: { archivedCreditIds: [id] } }))
      expect(archive.message).toBe(`archive_credits.0.id: credit ${id} was not found`)
    }
  })
})

test('an amendment adds commits and credits', async () => {
  const { scope, ref, setup, found } = await openContract()
  const contractVersionId = await amendContract(scope, ref, {
    startingAt: at('2024-08-01T00:00:00Z'),
    totalContractValue: null,
    netsuiteSalesOrderId: null,
    salesforceOpportunityId: null,
    customFields: {},
    added: { ...NO_NEW_TERMS, commits: [newCommit(setup.id, { name: 'amended' })] },
  })
  expect((await found())[2]).toMatchObject({ terms: { name: 'amended' }, versions: [{ contractVersionId }] })
})

test('what a contract had at an instant can be seen later', async () => {
  const { scope, setup, contract, commit, credit, edit } = await openContract()
  scope.setNow(at('2024-08-16T00:00:00Z'))
  await edit({
    changes: {
      commitUpdates: [{ id: commit.id, update: { name: 'renamed' } }],
      archivedCreditIds: [credit.id],
    },
    added: { credits: [newCredit(setup.id, { name: 'added' })] },
  })
  const seen = async (asOf: string) =>
    (await findBalancesOfContracts(scope, [contract], scope.clock.now(), at(asOf))).map(
      ({ terms, archivedAt }) => [terms.name, archivedAt === null],
    )
  expect(await seen('2024-08-15T11:59:59Z')).toEqual([])
  expect(await seen('2024-08-15T23:59:59Z')).toEqual([
    ['commit', true],
    ['credit', true],
  ])
  expect(await seen('2024-08-16T00:00:00Z')).toEqual([
    ['renamed', true],
    ['credit', false],
    ['added', true],
  ])
})
