import * as wire from '../../../schemas/balances.ts'
import { addManualLedgerEntry } from '../../catalog/balances/add-ledger-entry.ts'
import { archiveOneBalance } from '../../catalog/balances/archive-one.ts'
import { createCustomerBalance } from '../../catalog/balances/create.ts'
import { disableTrueup } from '../../catalog/balances/disable-trueup.ts'
import { editBalance } from '../../catalog/balances/edit.ts'
import { updateBalanceEndDate } from '../../catalog/balances/update-end-date.ts'
import { readBalanceUpdate, readCustomerCommit, readCustomerCredit } from '../balances/read-balance.ts'
import { pageOfAccount } from '../balances/page-of-account.ts'
import { writeCommit, writeCredit } from '../balances/write-balance.ts'
import { serve, type Api } from '../serve.ts'

/** Commits and credits: of customers, and what is changed of any by its id. */
export function balanceRoutes(api: Api): void {
  serve(api, wire.createCustomerCommit, async ({ environment, body }) => ({
    data: { id: await createCustomerBalance(environment, readCustomerCommit(body)) },
  }))

  serve(api, wire.createCustomerCredit, async ({ environment, body }) => ({
    data: { id: await createCustomerBalance(environment, readCustomerCredit(body)) },
  }))

  serve(api, wire.listCustomerCommits, async ({ environment, body }) => {
    const { data, next_page, viewpoint } = await pageOfAccount(environment, body, {
      kind: 'commit',
      id: body.commit_id,
      includeContractLevel: body.include_contract_commits ?? false,
    })
    return { data: data.map((balance) => writeCommit(balance, viewpoint)), next_page }
  })

  serve(api, wire.listCustomerCredits, async ({ environment, body }) => {
    const { data, next_page, viewpoint } = await pageOfAccount(environment, body, {
      kind: 'credit',
      id: body.credit_id,
      includeContractLevel: body.include_contract_credits ?? false,
    })
    return { data: data.map((balance) => writeCredit(balance, viewpoint)), next_page }
  })

  serve(api, wire.updateCommitEndDate, async ({ environment, body }) => {
    const { customer_id: customerId, commit_id: id } = body
    await updateBalanceEndDate(
      environment,
      { kind: 'commit', customerId, id },
      {
        accessEndingBefore: body.access_ending_before ?? null,
        invoicesEndingBefore: body.invoices_ending_before ?? null,
      },
    )
    return { data: { id } }
  })

  serve(api, wire.updateCreditEndDate, async ({ environment, body }) => {
    const { customer_id: customerId, credit_id: id } = body
    const end = { accessEndingBefore: body.access_ending_before, invoicesEndingBefore: null }
    await updateBalanceEndDate(environment, { kind: 'credit', customerId, id }, end)
    return { data: { id } }
  })

  serve(api, wire.editCommit, async ({ environment, body }) => {
    const { customer_id: customerId, commit_id: id, ...update } = body
    await editBalance(environment, { kind: 'commit', customerId, id }, readBalanceUpdate(update))
    return { data: { id } }
  })

  serve(api, wire.editCredit, async ({ environment, body }) => {
    const { customer_id: customerId, credit_id: id, ...update } = body
    await editBalance(environment, { kind: 'credit', customerId, id }, readBalanceUpdate(update))
    return { data: { id } }
  })

  serve(api, wire.archiveCommit, async ({ environment, body }) => {
    const { customer_id: customerId, commit_id: id } = body
    await archiveOneBalance(environment, { kind: 'commit', customerId, id })
    return { data: { id } }
  })

  serve(api, wire.archiveCredit, async ({ environment, body }) => {
    const { customer_id: customerId, credit_id: id } = body
    await archiveOneBalance(environment, { kind: 'credit', customerId, id })
    return { data: { id } }
  })

  serve(api, wire.disableCommitTrueup, async ({ environment, body }) => {
    await disableTrueup(environment, {
      customerId: body.customer_id,
      contractId: body.contract_id,
      commitId: body.commit_id,
      amendmentId: body.amendment_id ?? null,
    })
    return { data: { id: body.commit_id } }
  })

  serve(api, wire.addManualBalanceLedgerEntry, async ({ environment, body }) => {
    await addManualLedgerEntry(environment, {
      customerId: body.customer_id,
      contractId: body.contract_id ?? null,
      balanceId: body.id,
      segmentId: body.segment_id,
      amount: body.amount,
      reason: body.reason,
      effectiveAt: body.timestamp ?? null,
    })
    return {}
  })
}
